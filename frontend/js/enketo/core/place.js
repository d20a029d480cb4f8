// A point on the earth without a map: the phone says where it is, or the numbers are typed.
import Widget from "enketo-core/src/js/widget";
import { t } from "./words";

const PATIENCE = 60000; // milliseconds; a cold receiver takes its time
const SIX = 6; // decimals of a degree: 0.1 m

export default class Place extends Widget {
  static get selector() {
    return '.question input[data-type-xml="geopoint"]:not([data-setvalue]):not([data-setgeopoint])';
  }

  static condition() {
    return "geolocation" in navigator;
  }

  _init() {
    const button = document.createElement("button");
    const line = document.createElement("p");
    button.type = "button";
    button.className = "button widget";
    button.textContent = t("place.ask");
    line.className = "hint";
    line.setAttribute("role", "status");
    this.element.after(button, line);
    this.button = button;
    button.addEventListener("click", () => {
      line.textContent = t("place.waiting");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const numbers = [coords.latitude.toFixed(SIX), coords.longitude.toFixed(SIX)];
          numbers.push((coords.altitude || 0).toFixed(1), (coords.accuracy || 0).toFixed(1));
          this.originalInputValue = numbers.join(" ");
          line.textContent = t("place.found", { metres: Math.ceil(coords.accuracy || 0) });
        },
        () => {
          line.textContent = t("place.failed");
        },
        { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 }
      );
    });
  }

  disable() {
    this.button.disabled = true;
  }

  enable() {
    if (!this.props.readonly) this.button.disabled = false;
  }
}
