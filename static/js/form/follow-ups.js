// Opens and closes the follow-up questions of a page as it is answered, and keeps its computed values
// up to date. Without JavaScript every question that may be asked is there and says when to answer it.
// What is closed is sent all the same, so that it comes back if the jump is undone.
import { pageState } from "./page.js";

const data = document.getElementById("form-page");
const form = data?.closest("form");

if (form) {
  const page = JSON.parse(data.textContent);
  const closable = [...form.querySelectorAll("[data-opens]")];
  for (const note of form.querySelectorAll(".conditional__note")) note.hidden = true;

  const update = () => {
    const answers = new FormData(form);
    const { open, figures } = pageState(page, (field) => sent(field, answers));
    for (const element of closable) element.hidden = !open.has(element.dataset.opens);
    for (const [key, text] of figures) {
      const shown = document.getElementById(`id_${key}`);
      if (shown) shown.textContent = text || shown.dataset.open;
    }
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  window.addEventListener("pageshow", update);
  update();
}

// The texts of a field; of a table one JSON object a row; of files as many as there are and are added.
function sent(field, answers) {
  if (field.type === "file") {
    const added = answers.getAll(field.key).filter((file) => file.name);
    return [...Array(field.count).fill(""), ...added];
  }
  if (!field.columns) return answers.getAll(field.key).map(String);
  const rows = Array.from({ length: field.max_rows }, (_, at) =>
    Object.fromEntries(field.columns.map(({ key }) => [key, String(answers.get(`${field.key}.${at}.${key}`) ?? "")])),
  );
  return rows.map((row) => JSON.stringify(row));
}
