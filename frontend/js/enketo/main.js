import "./core/fragments";
import "./core/locales";
import { Page } from "./page";

const box = document.querySelector("[data-enketo]");
if (box && "indexedDB" in window && typeof fetch === "function") {
  const page = new Page(box);
  box.enketo = page; // for the tests
  page.start();
}
