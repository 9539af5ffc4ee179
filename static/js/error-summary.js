// Moves focus to what a reader must know first: the error summary, else the confirmation of a
// finished step. Without JavaScript role="alert" and the page title ("Fel: …") still say it.
const target = document.querySelector("[data-takes-focus]");
target?.focus();
