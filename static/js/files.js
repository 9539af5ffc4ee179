// Files that answer a question, without a new page: [data-files] is the question, with its control,
// its list and a [data-files-status] to speak in.
//
// A chosen file is sent at once, with all that is typed, to the form's own address, as the button
// "Ladda upp" would; of the page that comes back only the question is put in place. If the page says
// anything else (somebody has saved meanwhile, the log-in is over) the button is pressed for real,
// so that the server's page is shown. Without JavaScript the buttons do it all.
const SENDING = "Laddar upp…";

function send(form, button, said) {
  const data = new FormData(form);
  data.append(button.name, button.value);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.responseType = "document";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) show(said, event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error(`${request.status}`));
    });
    request.addEventListener("error", () => reject(new Error("network")));
    request.send(data);
  });
}

function show(said, share) {
  const bar = said.querySelector("progress") ?? said.appendChild(document.createElement("progress"));
  bar.setAttribute("aria-label", SENDING);
  bar.value = share;
}

function replaced(form, question, page) {
  const fresh = page.querySelector(`[data-files="${CSS.escape(question.dataset.files)}"]`);
  const theirs = fresh?.closest("form")?.elements.seen;
  if (!fresh || page.querySelector("[data-clashes]")) return null;
  if (form.elements.seen && theirs) form.elements.seen.value = theirs.value;
  const put = document.importNode(fresh, true);
  question.replaceWith(put);
  return put;
}

async function press(question, button) {
  const form = button.form;
  const said = question.querySelector("[data-files-status]");
  const isUpload = button.name === "upload";
  if (question.ariaBusy === "true") return;
  question.ariaBusy = "true";
  said.textContent = isUpload ? SENDING : "";
  try {
    const put = replaced(form, question, await send(form, button, said));
    if (!put) throw new Error("another page");
    const refused = put.querySelector(".field__error");
    const status = put.querySelector("[data-files-status]");
    if (!refused) status.textContent = isUpload ? "Filen är uppladdad." : "Filen är borttagen.";
    (put.querySelector("input[type=file]") ?? put.querySelector("button"))?.focus();
  } catch {
    question.ariaBusy = "false";
    form.requestSubmit(button);
  }
}

document.addEventListener("change", (event) => {
  const question = event.target.closest?.("[data-files]");
  if (!question || event.target.type !== "file" || !event.target.files.length) return;
  press(question, question.querySelector("button[name=upload]"));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-files] button[name=upload], [data-files] button[name=remove_file]");
  const question = button?.closest("[data-files]");
  if (!button || question.ariaBusy === "true") return;
  if (button.name === "upload" && !question.querySelector("input[type=file]")?.files.length) return;
  event.preventDefault();
  press(question, button);
});
