// Groups an amount as people read it, "1 611 111", when its field is left. What is not plainly a number
// is left as it was typed: the server says what to do about it.
const PLAIN_NUMBER = /^([-\u2212]?)(\d[\d\s\u00a0]*)([.,]\d+)?$/;
const THOUSANDS = /\B(?=(\d{3})+$)/g;

const isTyped = (target) => target instanceof HTMLInputElement && target.classList.contains("kronor");

document.addEventListener("change", ({ target }) => {
  if (!isTyped(target)) return;
  const [, sign, whole, decimals = ""] = PLAIN_NUMBER.exec(target.value.trim()) ?? [];
  if (!whole || decimals.length === 4) return; // "1.500" may be fifteen hundred
  target.value = sign + whole.replace(/\s/g, "").replace(THOUSANDS, "\u00a0") + decimals;
});
