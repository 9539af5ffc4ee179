// Shows only the rows that match while one types. Without JavaScript the form asks the server,
// which searches the same words; a page that the server has searched already is left to it.
const field = document.querySelector("[data-searches]");
const table = field && document.getElementById(field.dataset.searches);

function plain(text) {
  return text.toLocaleLowerCase("sv").replace(/[\s\-–]+/g, " ").trim();
}

if (table) {
  const said = document.querySelector("[data-found]");
  const rows = [...table.tBodies[0].rows].map((row) => [row, plain(row.dataset.words)]);
  let timer;
  field.addEventListener("input", () => {
    const sought = plain(field.value);
    let found = 0;
    for (const [row, words] of rows) {
      row.hidden = !words.includes(sought);
      found += row.hidden ? 0 : 1;
    }
    if (table.tFoot) table.tFoot.hidden = sought !== "";
    clearTimeout(timer);
    timer = setTimeout(() => {
      said.textContent = sought ? `${found} av ${rows.length} mottagare visas.` : "";
    }, 400);
  });
}
