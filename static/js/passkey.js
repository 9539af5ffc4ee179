// A passkey or security key. allauth's webauthn.js asks the browser for it and sends the form; here
// is which button does that, and what the page says when it fails. Without JavaScript it stays hidden.
const button = document.querySelector("[data-passkey]");
const problem = document.querySelector("[data-passkey-problem]");
const { addForm, authenticateForm } = window.allauth.webauthn.forms;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  problem.hidden = false;
});

if (button) {
  const { passkey: use, credential } = button.dataset;
  const connect = use === "add" ? addForm : authenticateForm;
  connect({ ids: { [use]: button.id, credential, data: "js_data" } });
  button.hidden = false;
}
