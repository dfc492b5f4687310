// What stands beside the text: outline, annex, trial, difference, palette. Tabs where scripts run, sections where not.

import { h } from "./dom.js";
import { Annex } from "./annex.js";
import { Difference } from "./difference.js";
import { Outline } from "./outline.js";
import { Palette } from "./palette.js";
import { Trial } from "./trial.js";

const KINDS = { outline: Outline, annex: Annex, trial: Trial, difference: Difference, palette: Palette };

export class Panels {
  constructor(work, place) {
    this.work = work;
    this.place = place;
    this.tabs = [];
  }

  begin() {
    const sections = [...this.place.querySelectorAll("section[data-panel]")];
    const list = h("div", { role: "tablist", class: "tabs", "aria-label": this.work.texts.beside });
    for (const section of sections) {
      const name = section.dataset.panel;
      const panel = new KINDS[name](this.work, section.querySelector("[data-content]"), this);
      const heading = section.querySelector("h2");
      const tab = h(
        "button",
        { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": section.id, onclick: () => this.open(name) },
        heading.textContent,
      );
      heading.classList.add("visually-hidden");
      section.setAttribute("role", "tabpanel");
      section.setAttribute("aria-labelledby", tab.id);
      section.hidden = false;
      list.append(tab);
      this.tabs.push({ name, tab, section, panel });
    }
    list.addEventListener("keydown", (event) => this.move(event));
    this.place.prepend(list);
    this.work.addEventListener("checked", () => this.refresh());
    this.work.addEventListener("moved", () => this.current?.panel.moved?.());
    this.open(remembered() ?? "annex", false);
  }

  open(name, focus = true) {
    const wanted = this.tabs.find((one) => one.name === name) ?? this.tabs[0];
    for (const one of this.tabs) {
      const is = one === wanted;
      one.section.hidden = !is;
      one.tab.setAttribute("aria-selected", is);
      one.tab.tabIndex = is ? 0 : -1;
    }
    this.current = wanted;
    remember(wanted.name);
    if (focus) wanted.tab.focus();
    this.refresh();
  }

  refresh() {
    if (this.work.checked) this.current.panel.show();
  }

  move(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const at = this.tabs.indexOf(this.current);
    const last = this.tabs.length - 1;
    const step = steps[event.key];
    const next = Number.isFinite(step) ? (at + step + last + 1) % (last + 1) : step < 0 ? 0 : last;
    this.open(this.tabs[next].name);
  }
}

const KEY = "chamdiem.panel";

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // It opens on the annex then.
  }
}
