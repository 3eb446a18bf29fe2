// The line of tags as a box: completed while typing, each tag with a button that takes it out,
// and a new one asked about where an old one is close. The line itself is what is saved.

import { announce, ask, fill, offerChoices } from "./desk-choose.js"

const frame = document.querySelector(".tags-box")
const line = frame?.querySelector("input[type=text]")

function makeElement(name, values, children = []) {
  const element = Object.assign(document.createElement(name), values)
  element.append(...children)
  return element
}

const list = makeElement("ul", { className: "chosen-tags" })
const box = makeElement("input", { type: "text", id: "tags-box", autocomplete: "off" })
const offers = makeElement("ul", { id: "tag-offers", className: "offers", hidden: true })
const said = makeElement("p", { className: "said" })

// As the server reads it: commas, and quotation marks around a name that has one.
const readLine = () =>
  [...line.value.matchAll(/"([^"]*)"|([^,"]+)/g)]
    .map(([, quoted, plain]) => (quoted ?? plain).trim())
    .filter(Boolean)
const asTyped = (names) => names.map((name) => (name.includes(",") ? `"${name}"` : name)).join(", ")

let kinds = {}

function write(names) {
  line.value = asTyped(names)
  line.dispatchEvent(new Event("input", { bubbles: true }))
  draw()
}

function draw() {
  list.replaceChildren(...readLine().map(drawTag))
}

function drawTag(name) {
  const remove = makeElement("button", { type: "button", textContent: "×" })
  remove.ariaLabel = fill(frame.dataset.remove, { name })
  remove.addEventListener("click", () => takeOut(name))
  const kind = makeElement("small", { textContent: kinds[name] ?? "" })
  return makeElement("li", {}, [makeElement("span", { textContent: name }), kind, remove])
}

function takeOut(name) {
  write(readLine().filter((other) => other !== name))
  frame.querySelector(`[data-typed="${CSS.escape(name)}"]`)?.remove()
  announce(fill(frame.dataset.removed, { name }))
  box.focus()
}

function add(name, kind) {
  if (kind) kinds[name] = kind
  const names = readLine()
  if (!names.includes(name)) write([...names, name])
  announce(fill(frame.dataset.added, { name }))
  box.value = said.textContent = ""
}

// What is offered: tags that begin so, those that may be meant, and a new one.

async function find(text) {
  const typed = text.trim()
  if (typed.length < 2) return []
  const answer = await ask(frame.dataset.address, { q: typed })
  return answer?.tags ? choicesFor(typed, answer) : []
}

function choicesFor(typed, { tags, same, close }) {
  const taken = readLine()
  // Those that may be meant come first, and are offered even if the story has them.
  const known = tags
    .filter(({ name }, place) => place < close || !taken.includes(name))
    .map((tag) => ({ ...tag, label: tag.name }))
  if (same) return known
  const words = close ? frame.dataset.another : frame.dataset.new
  return [...known, { name: typed, label: fill(words, { name: typed }), isNew: true, close }]
}

function take({ name, about, isNew, close }) {
  add(name, about)
  if (isNew && close) decide(name)
}

/** Tells the server that this tag is new although an old one is close. */
function decide(name) {
  const value = JSON.stringify([name, name])
  const decision = makeElement("input", { type: "hidden", name: "tags-meant", value })
  decision.dataset.typed = name
  frame.append(decision)
}

async function enter(text) {
  const names = text.split(",").map((name) => name.trim())
  for (const name of names.filter(Boolean)) await addTyped(name)
}

/** A name typed to its end: the tag there is, however it is spelt; a close one is asked about. */
async function addTyped(typed) {
  const answer = await ask(frame.dataset.address, { q: typed })
  const [first] = answer?.tags ?? []
  if (answer?.same) return add(first.name, first.about)
  if (!answer?.close) return add(typed)
  box.value = typed
  said.textContent = fill(frame.dataset.close, { name: typed })
  offer.show(choicesFor(typed, answer))
}

let offer

function start() {
  kinds = JSON.parse(document.getElementById("tag-kinds").textContent)
  const label = line.labels[0]
  box.setAttribute("role", "combobox")
  box.setAttribute("aria-controls", offers.id)
  box.setAttribute("aria-autocomplete", "list")
  box.setAttribute("aria-describedby", line.getAttribute("aria-describedby") || "")
  box.ariaExpanded = "false"
  offers.setAttribute("role", "listbox")
  said.setAttribute("role", "status")
  if (label) offers.ariaLabel = label.textContent.replace(/:\s*$/, "")
  label?.setAttribute("for", box.id)
  line.hidden = true
  line.after(list, said, box, offers)
  offer = offerChoices(box, offers, { find, take, enter })
  box.addEventListener("keydown", (event) => {
    const last = readLine().at(-1)
    if (event.key === "Backspace" && !box.value && last) takeOut(last)
    else if (event.key === "," && box.value.trim()) enter(box.value)
    else return
    event.preventDefault()
  })
  // Another script may put a saved line back.
  line.addEventListener("change", draw)
  // What was typed and not yet taken is not lost by saving.
  line.form.addEventListener("submit", () => {
    if (box.value.trim()) line.value = asTyped([...readLine(), ...box.value.split(",").map((name) => name.trim())])
  })
  draw()
}

if (line) start()
