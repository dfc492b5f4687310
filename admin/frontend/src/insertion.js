// «Thêm thành phần»: a form of rule, its questions, and the text that the answers make.

import { fill, h, plain, put } from "./dom.js";

let forms = null;

/** Open the guide. */
export async function insertion(work) {
  forms ??= await work.tryTo("forms", {});
  const doc = work.view.state.doc;
  const offer = forms && (await work.tryTo("offer", { text: doc.toString() }));
  if (offer) new Guide(work, doc, offer).open();
}

class Guide {
  constructor(work, doc, offer) {
    this.work = work;
    this.doc = doc;
    this.offer = offer;
    this.body = h("div", {});
    this.dialog = h(
      "dialog",
      { class: "guide", "aria-labelledby": "guide-title" },
      h("h2", { id: "guide-title", tabindex: "-1" }, work.texts.addPart),
      this.body,
    );
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      work.view.focus();
    });
  }

  open() {
    document.body.append(this.dialog);
    this.choose();
    this.dialog.showModal();
  }

  button(words, does, quiet = false) {
    return h("button", { type: "button", class: `button${quiet ? " button-quiet" : ""}`, onclick: does }, words);
  }

  // ---- Which form

  choose() {
    const { texts } = this.work;
    const list = h("ul", { class: "guide-forms" });
    const filter = h("input", { type: "search", id: "guide-filter", oninput: () => draw() });
    const draw = () => {
      const wanted = plain(filter.value.trim());
      const fits = forms.forms.filter((one) => plain(`${one.title} ${one.help} ${one.example}`).includes(wanted));
      put(
        list,
        fits.map((form) =>
          h(
            "li",
            {},
            h("button", { type: "button", class: "link", onclick: () => this.fill(form) }, form.title),
            h("p", {}, form.help),
            h("p", { class: "soft" }, form.example),
          ),
        ),
      );
    };
    draw();
    put(
      this.body,
      h("p", { class: "help" }, texts.chooseForm),
      h("label", { for: "guide-filter" }, texts.filter),
      filter,
      list,
      h("div", { class: "actions" }, this.button(texts.cancel, () => this.dialog.close(), true)),
    );
    filter.focus();
  }

  // ---- Its questions

  fill(form) {
    const { texts } = this.work;
    this.form = form;
    this.shown = h("div", { class: "guide-shown" });
    this.fields = h("form", { class: "guide-fields", novalidate: true });
    for (const field of form.fields) this.fields.append(this.field(field, form));
    this.fields.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(true);
    });
    this.fields.append(
      this.shown,
      h(
        "div",
        { class: "actions" },
        h("button", { class: "button" }, texts.insert),
        this.button(texts.preview, () => this.send(false), true),
        this.button(texts.otherForm, () => this.choose(), true),
        this.button(texts.cancel, () => this.dialog.close(), true),
      ),
    );
    put(
      this.body,
      h("h3", { tabindex: "-1" }, form.title),
      h("p", {}, form.help),
      h("p", { class: "soft" }, form.example),
      this.fields,
    );
    this.body.querySelector("h3").focus();
  }

  field(field, form) {
    const id = `guide-${field.name}`;
    const optional = field.required || field.kind === "tick" ? "" : ` ${this.work.texts.optional}`;
    const wrong = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
    const help = field.help && h("p", { class: "help", id: `${id}-help` }, field.help);
    const described = [field.help ? `${id}-help` : "", `${id}-wrong`].join(" ").trim();
    if (field.kind === "tick") {
      const box = h("input", { type: "checkbox", id, name: field.name, value: "1", checked: true, "aria-describedby": described });
      return h("div", { class: "field" }, wrong, h("div", { class: "choice" }, box, h("label", { for: id }, field.label)), help);
    }
    if (field.kind === "fact") return this.fact(field, id, wrong, help);
    const label = h("label", { for: id }, field.label + optional);
    return h("div", { class: "field" }, label, help, wrong, this.control(field, form, id, described));
  }

  control(field, form, id, described) {
    const common = { id, name: field.name, "aria-describedby": described };
    const choices = this.choices(field, form);
    if (choices) {
      return h(
        "select",
        common,
        choices.map((one) => h("option", { value: one.value }, one.label)),
      );
    }
    const example = field.example && fill(this.work.texts.forExample, { example: field.example.replaceAll("\n", "; ") });
    if (field.kind === "lines" || field.kind === "pairs") {
      return h("textarea", { ...common, rows: "5", placeholder: field.example });
    }
    return h("input", { ...common, type: "text", autocomplete: "off", placeholder: example || null });
  }

  choices(field, form) {
    if (field.name === "parent") return form.makes === "criterion" ? [NONE, ...this.offer.areas] : this.offer.parents;
    if (field.kind === "choice") return field.choices;
    if (field.kind === "known") return [NONE, ...this.factsFor(field)];
    return null;
  }

  factsFor(field) {
    return this.offer.facts.filter((one) => one.shapes.includes(field.shape));
  }

  /** A fact: a declared one, or a new one by its meaning. */
  fact(field, id, wrong, help) {
    const { texts } = this.work;
    const known = this.factsFor(field);
    const units = ["count", "number", "event"].includes(field.shape);
    const fresh = h(
      "div",
      { class: "new-fact" },
      h("label", { for: `${id}-label` }, texts.factMeaning),
      h("input", {
        type: "text",
        id: `${id}-label`,
        name: `${field.name}.label`,
        autocomplete: "off",
        placeholder: fill(texts.forExample, { example: field.example }),
        "aria-describedby": `${id}-wrong`,
      }),
      units && [
        h("label", { for: `${id}-unit` }, `${texts.unit} ${texts.optional}`),
        h("input", { type: "text", id: `${id}-unit`, name: `${field.name}.unit`, autocomplete: "off", class: "short" }),
      ],
    );
    const select = h(
      "select",
      {
        id,
        name: field.name,
        onchange: () => {
          fresh.hidden = select.value !== "";
        },
      },
      h("option", { value: "" }, texts.newFact),
      known.map((one) => h("option", { value: one.value }, one.label)),
    );
    return h(
      "fieldset",
      { class: "field" },
      h("legend", {}, field.label),
      help,
      wrong,
      h("label", { for: id }, texts.whichFact),
      select,
      fresh,
    );
  }

  // ---- What comes of it

  async send(insert) {
    const { work } = this;
    const values = Object.fromEntries([...new FormData(this.fields)].map(([name, value]) => [name, String(value)]));
    const found = await work.tryTo("insert", { text: this.doc.toString(), form: this.form.code, values });
    if (!found) return;
    this.errors(found.errors);
    if (Object.keys(found.errors).length > 0) return;
    if (insert) {
      this.dialog.close();
      work.apply(found.edits, { doc: this.doc, userEvent: "input.insert", line: found.line });
      work.say(fill(work.texts.inserted, { line: found.line }));
    } else {
      put(this.shown, h("h4", {}, work.texts.willInsert), h("pre", { tabindex: "0" }, found.written));
      work.say(work.texts.willInsert);
    }
  }

  errors(errors) {
    let first = null;
    put(this.shown, errors[""] ? h("p", { class: "wrong" }, errors[""]) : "");
    for (const place of this.fields.querySelectorAll(".wrong[id]")) {
      const name = place.id.slice("guide-".length, -"-wrong".length);
      place.hidden = !(name in errors);
      place.textContent = errors[name] ?? "";
      const control = this.fields.elements[name];
      control?.setAttribute?.("aria-invalid", String(name in errors));
      if (name in errors && !first) {
        const inner = this.fields.querySelector(`#guide-${CSS.escape(name)}-label`);
        first = inner && control.value === "" ? inner : control;
      }
    }
    first?.focus();
  }
}

const NONE = { value: "", label: "–" };
