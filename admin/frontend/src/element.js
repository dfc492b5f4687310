// <criteria-editor>: round the textarea of the form, and a neighbour of the panels that show what the text says.

import { fill } from "./dom.js";
import { Faults } from "./faults.js";
import { insertion } from "./insertion.js";
import { meaningAtCaret } from "./help.js";
import { Panels } from "./panels.js";
import { Saving } from "./saving.js";
import { Work } from "./work.js";
import { makeView } from "./view.js";

export class CriteriaEditor extends HTMLElement {
  connectedCallback() {
    if (this.work) return;
    const data = JSON.parse(document.getElementById("editor-data").textContent);
    const area = this.querySelector("textarea");
    const work = new Work(data, area);
    this.work = work;
    work.faults = new Faults(work, this.querySelector("[data-faults]"));
    work.panels = new Panels(work, document.querySelector("[data-panels]"));
    work.saving = new Saving(work, area.form);
    work.view = makeView(work);
    area.hidden = true;
    this.querySelector("[data-keys]").hidden = false;
    area.removeAttribute("required");
    area.after(work.view.dom);
    area.form.addEventListener("formdata", (event) => event.formData.set(area.name, work.text()));
    this.buttons(area.form);
    work.saving.begin();
    work.panels.begin();
    this.follow();
  }

  /** The buttons of the form do what they say without leaving the page. */
  buttons(form) {
    const does = {
      check: () => this.work.checkNow(),
      format: () => this.work.format(),
      save: () => this.work.saving.save(),
      insert: () => insertion(this.work),
      meaning: () => meaningAtCaret(this.work),
    };
    for (const button of form.querySelectorAll("button[name=do]")) {
      if (!(button.value in does)) continue;
      button.hidden = false;
      button.addEventListener("click", (event) => {
        event.preventDefault();
        does[button.value]();
      });
    }
  }

  /** Links to lines («#dong-17», and `data-line`) put the caret there. */
  follow() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("[data-line]");
      if (!link) return;
      event.preventDefault();
      this.work.goToLine(Number(link.dataset.line));
    });
    const asked = /^#dong-(\d+)$/.exec(location.hash);
    if (asked) this.work.goToLine(Number(asked[1]));
    this.work.say(fill(this.work.texts.ready, {}));
  }
}
