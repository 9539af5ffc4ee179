// One page of a form: which of its questions are asked, and its computed values, given what stands in
// its fields. The data comes from reporting/questionnaire/browser.py; tests/vectors/pages.json holds
// this to reporting/questionnaire/engine.py.
import { comparable, sums } from "./answers.js";
import { calculate } from "./calculations.js";
import { evaluate } from "./conditions.js";
import { decimal, inSwedish, isDecimal, NBSP, rounded } from "./decimals.js";

// `sent(field)` gives the list of texts that the browser would send for a field. Returns the open
// keys (of questions and fields), and the computed values as people read them, "" while open.
export function pageState(page, sent) {
  const values = new Map();
  const numbers = new Map(Object.entries(page.numbers).map(([key, text]) => [key, decimal(text)]));
  const open = new Set();
  const figures = new Map();
  const note = (key, value) => {
    if (value !== undefined && value !== null) values.set(key, value);
    numbers.set(key, isDecimal(value) ? value : null);
  };
  for (const field of page.fields) {
    if (isHeld(field.question_if, values)) open.add(field.question);
    if (!isReached(field, values)) continue;
    open.add(field.key);
    if (field.calculation) {
      const result = figure(field, calculate(field.calculation, numbers, page.facts));
      note(field.key, result);
      figures.set(field.key, inWords(field, result));
    } else if ("number" in field) {
      note(field.key, decimal(field.number));
    } else if (field.asked) {
      const raw = sent(field);
      note(field.key, comparable(field, raw));
      if (field.columns) sums(field, raw.map((text) => JSON.parse(text))).forEach((total, key) => note(key, total));
    }
  }
  return { open, figures };
}

const isHeld = (condition, values) => !condition || evaluate(condition, values) === true;

function isReached(field, values) {
  if (!field.parent) return isHeld(field.question_if, values) && isHeld(field.field_if, values);
  const chosen = values.get(field.parent);
  return chosen instanceof Set ? chosen.has(field.option) : chosen === field.option;
}

function places(field) {
  return { kr: 0, percent: 1 }[field.unit] ?? field.decimals ?? 0;
}

function figure(field, result) {
  return result && rounded(result, places(field));
}

function inWords(field, result) {
  if (!result) return "";
  const unit = { kr: "kr", percent: "%" }[field.unit] ?? field.measure ?? "";
  return inSwedish(result, places(field)) + (unit && NBSP + unit);
}
