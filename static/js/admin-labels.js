// Names what Django's admin draws without a name: the controls of tabular inlines (each gets its
// column's heading) and the search icons that its own script adds to double lists.
function nameInlineControls(root) {
  for (const cell of root.querySelectorAll(".tabular tr.form-row > td[class*='field-']")) {
    const column = cell.className.match(/field-(\S+)/)[1];
    const heading = cell.closest("table").querySelector(`th.column-${column}`)?.textContent.trim();
    for (const control of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (heading && !control.labels?.length) control.setAttribute("aria-label", heading);
    }
  }
  for (const control of root.querySelectorAll(".tabular td.delete input")) {
    control.setAttribute("aria-label", "Ta bort raden");
  }
}

function nameIcons() {
  for (const icon of document.querySelectorAll(".search-label-icon")) icon.setAttribute("role", "img");
}

nameInlineControls(document);
document.addEventListener("formset:added", () => nameInlineControls(document));
if (document.readyState === "complete") nameIcons();
else window.addEventListener("load", () => setTimeout(nameIcons));
