// Puts last year's text into the field that it stands under: after what is written there already, so
// that nothing is lost. Without JavaScript the text can be read and copied.
for (const button of document.querySelectorAll("[data-use-earlier]")) {
  const field = document.getElementById(button.dataset.useEarlier);
  const text = button.parentElement.querySelector(".earlier__text").textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    field.value = [field.value.trimEnd(), text].filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
