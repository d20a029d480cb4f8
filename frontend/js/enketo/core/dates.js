// A month or a year is asked with the browser's own field; the record holds the first day of it.
import Widget from "enketo-core/src/js/widget";

class Part extends Widget {
  static condition() {
    return true;
  }

  _init() {
    const field = document.createElement("input");
    field.className = "ignore widget";
    this._make(field);
    this.element.classList.add("hide");
    this.element.after(field);
    this.field = field;
    this.update();
    field.addEventListener("change", () => {
      this.originalInputValue = this.value;
    });
  }

  disable() {
    this.field.disabled = true;
  }

  enable() {
    if (!this.props.readonly) this.field.disabled = false;
  }

  update() {
    this.value = this.originalInputValue;
  }
}

export class Month extends Part {
  static get selector() {
    return '.or-appearance-month-year input[type="date"]';
  }

  _make(field) {
    field.type = "month";
    field.placeholder = "2026-01"; // where a browser has no field for months
    field.pattern = "\\d{4}-\\d{1,2}";
  }

  get value() {
    const parts = /^(\d{4})-(\d{1,2})$/.exec(this.field.value.trim());
    return parts ? `${parts[1]}-${parts[2].padStart(2, "0")}-01` : "";
  }

  set value(value) {
    this.field.value = value ? value.slice(0, 7) : "";
  }
}

export class Year extends Part {
  static get selector() {
    return '.or-appearance-year input[type="date"]';
  }

  _make(field) {
    field.type = "number";
    field.min = 1000;
    field.max = 9999;
    field.inputMode = "numeric";
  }

  get value() {
    return /^\d{4}$/.test(this.field.value.trim()) ? `${this.field.value.trim()}-01-01` : "";
  }

  set value(value) {
    this.field.value = value ? value.slice(0, 4) : "";
  }
}
