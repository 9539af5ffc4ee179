// Shows what belongs to a choice only while it is chosen: data-opened-by names the radio buttons,
// data-opened-for the values. Without JavaScript everything is visible and its words say when it
// is to be filled in; so is what has something wrong in it, until another choice is made.
// data-left-out is not sent while hidden.
for (const part of document.querySelectorAll("[data-opened-by]")) {
  const { openedBy, openedFor } = part.dataset;
  const form = part.closest("form");
  const values = openedFor.split(" ");
  const isWrong = part.querySelector(".field--invalid") !== null;

  const update = (event) => {
    const open = (isWrong && !event) || values.includes(form.elements[openedBy].value);
    part.hidden = !open;
    if (!("leftOut" in part.dataset)) return;
    for (const control of part.querySelectorAll("input, select, textarea")) control.disabled = !open;
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === openedBy || event.target === form) update(event);
  });
  update();
}
