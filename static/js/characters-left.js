// Says how many characters are left of a text's limit. Without JavaScript the limit stands in
// words below the field, and the server refuses what is too long; nothing typed is cut off.
const grouped = new Intl.NumberFormat("sv-SE");
const PAUSE_BEFORE_SPEAKING_MS = 1000;

function sentence(left) {
  if (left >= 0) return `${grouped.format(left)} tecken kvar`;
  return `${grouped.format(-left)} tecken för mycket`;
}

// Line breaks count as one character, as on the server; emoji as one, too.
function length(text) {
  return [...text.replaceAll("\r\n", "\n")].length;
}

for (const field of document.querySelectorAll("[data-max-length]")) {
  const shown = document.getElementById(`${field.id}_left`);
  const spoken = document.getElementById(`${field.id}_left_spoken`);
  const limit = Number(field.dataset.maxLength);
  if (!shown || !limit) continue;

  let timer;
  const update = () => {
    const left = limit - length(field.value);
    shown.textContent = sentence(left);
    shown.classList.toggle("characters-left--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (spoken) spoken.textContent = sentence(left);
    }, PAUSE_BEFORE_SPEAKING_MS);
  };
  field.addEventListener("input", update);
  update();
}
