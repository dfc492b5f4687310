// The criteria editor: a textarea that works by itself, made into more where scripts run.

import { CriteriaEditor } from "./element.js";

customElements.define("criteria-editor", CriteriaEditor);
