// The page photos are brought to: files become rows as they come in, and what is typed in the rows
// is saved without leaving the page.

import { fill } from "./desk-choose.js"
import { renewToken, sendsFiles, takesDrops, token } from "./desk-sending.js"

const AT_ONCE = 50

const chooser = document.getElementById("files")
const form = document.getElementById("words-form")
const rows = document.getElementById("uploads")
const againAll = form.querySelector(".again-all")
const status = form.querySelector(".words-said")

// Files

const sender = sendsFiles(form, rows, { taken: place, turned })

function place(row, line) {
  const { photo } = row.dataset
  // Fields of one name are one: the words of a photo are typed in its first row.
  if (rows.querySelector(`[data-photo="${photo}"] fieldset`)) row.querySelector("fieldset")?.remove()
  line.replaceWith(row)
}

function turned() {
  againAll.hidden = sender.failed() < 2 || sender.isBusy()
}

function startSending(files) {
  if (files.length) sender.send(files)
}

// Words

const typed = () => [...rows.querySelectorAll(".upload fieldset")].filter(hasChanged)

function hasChanged(fields) {
  return [...fields.querySelectorAll("textarea, input:not([type=hidden])")].some((field) =>
    field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
  )
}

async function save(event) {
  event.preventDefault()
  const credit = form.elements.credit_for_all
  const left = [...rows.querySelectorAll(".upload:has(fieldset)")]
  const focused = document.activeElement.id
  status.textContent = ""
  let saved = 0
  // What would be typed now would be lost where the answer comes to stand.
  rows.inert = true
  try {
    while (left.length) saved += await saveSome(left.splice(0, AT_ONCE), credit.value)
    credit.value = ""
  } catch (error) {
    status.textContent = form.dataset[error.message] ?? form.dataset.failed
    return
  } finally {
    rows.inert = false
    document.getElementById(focused)?.focus()
  }
  const unsaved = rows.querySelectorAll(".upload[data-state=unsaved]")
  status.textContent = [
    fill(form.dataset.saved, { count: saved }),
    unsaved.length ? fill(form.dataset.left, { left: unsaved.length }) : "",
  ].join(" ")
  unsaved[0]?.querySelector("[aria-invalid]")?.focus()
}

async function saveSome(some, credit) {
  const data = new FormData()
  for (const field of some.flatMap((row) => [...row.querySelectorAll("fieldset [name]")])) {
    if (field.type !== "checkbox" || field.checked) data.append(field.name, field.value)
  }
  data.append("credit_for_all", credit)
  let answer = await send(data)
  if (answer.status === 403 && (await renewToken(form.querySelector("[data-address]").dataset.address))) {
    answer = await send(data)
  }
  if (answer.type === "opaqueredirect") throw new Error("loggedOut")
  if (!answer.ok) throw new Error("failed")
  const template = document.createElement("template")
  template.innerHTML = await answer.text()
  const answered = [...template.content.children]
  some.forEach((row, number) => answered[number] && row.replaceWith(answered[number]))
  return answered.filter(({ dataset }) => dataset.state === "saved").length
}

const send = (body) =>
  fetch(`${form.action}?rows`, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "X-CSRFToken": token() },
  })

// Where they come from

chooser?.addEventListener("change", () => {
  startSending([...chooser.files])
  chooser.value = ""
})
if (chooser) takesDrops(document, startSending)
form.addEventListener("submit", save)
againAll.addEventListener("click", () => sender.again())
window.addEventListener("beforeunload", (event) => {
  if (sender.isBusy() || typed().length) event.preventDefault()
})
