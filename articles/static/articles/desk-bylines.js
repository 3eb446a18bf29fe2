// Bylines by typing: a name or a whole printed line becomes rows; names become people.

import { addPart, announce, ask, choose, fill, offerChoices } from "./desk-choose.js"

const box = document.getElementById("byline-box")
const group = document.getElementById("bylines-group")
// What parts two names of a line; what is left of the last one is the name being typed.
const BREAKS = /^(.*(?:[,;]|\b(?:and|by|from)\b|&)\s*)?(.*)$/is

const PRINTED = { person: "name_as_printed", organization: "affiliation_as_printed" }

const partOf = (row, name) => row.querySelector(`[name$="-${name}"]`)
const rowsOf = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")]

// Under each row: whom and what it names

function describe(row) {
  const summary = row.querySelector(".who > summary")
  if (!summary) return
  const [person, organization] = ["person", "organization"].map((name) => {
    const option = partOf(row, name)?.selectedOptions[0]
    return option?.value ? option.dataset.about || option.text : ""
  })
  const contacts = ["email", "phone"].map((name) => partOf(row, name)?.value)
  const printed = partOf(row, "affiliation_as_printed")?.value
  const isNobody = !person && partOf(row, "name_as_printed")?.value && isAPersons(row)
  const nobody = isNobody ? box.dataset.nobody : ""
  const other = organization === printed && (person || nobody) ? "" : organization
  const words = [person || nobody, other, ...contacts].filter(Boolean)
  summary.textContent = words.join(" · ") || box.dataset.nothingYet
  summary.classList.toggle("nobody", Boolean(isNobody))
  offerPeople(row, isNobody)
}

const isAPersons = (row) => partOf(row, "role")?.value !== "package"

function offerPeople(row, isNobody) {
  const offer = row.querySelector(".find-person")
  if (!isNobody) {
    offer?.remove()
    row.querySelector(".alike")?.remove()
  } else if (!offer) {
    const button = makeButton(box.dataset.find, () => findPerson(row))
    button.className = "find-person"
    row.querySelector(".who > summary").after(button)
  }
}

function makeButton(words, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words })
  button.addEventListener("click", press)
  return button
}

async function findPerson(row) {
  const name = partOf(row, "name_as_printed").value
  const answer = await ask(box.dataset.people, { q: name, like: 1 })
  if (!answer?.people) return say(box.dataset.failed)
  showAlike(row, answer.like)
  row.querySelector(".alike button")?.focus()
}

/** The people a name may mean, as buttons in its row; the last makes a new one. */
function showAlike(row, people) {
  const { dataset } = box
  const name = partOf(row, "name_as_printed").value
  row.querySelector(".alike")?.remove()
  const alike = Object.assign(document.createElement("p"), { className: "alike" })
  if (people.length) alike.append(dataset.alike, " ")
  for (const person of people) {
    const words = [person.name, person.about].filter(Boolean).join(", ")
    alike.append(makeButton(words, () => link(row, person)), " ")
  }
  if ("mayAdd" in dataset) {
    const words = people.length ? dataset.another : dataset.new
    alike.append(makeButton(fill(words, { name }), () => makePerson(row, people.length > 0)))
  }
  row.querySelector(".who").after(alike)
  row.querySelector(".find-person")?.remove()
}

function link(row, person) {
  choose(partOf(row, "person"), person)
  const option = partOf(row, "person").selectedOptions[0]
  option.dataset.about = [person.name, person.about].filter(Boolean).join(", ")
  describe(row)
  announce(fill(box.dataset.linked, person))
  line.focus()
}

async function makePerson(row, isAnother) {
  const organization = partOf(row, "organization")?.value || ""
  const values = { name: partOf(row, "name_as_printed").value, organization }
  const answer = await ask(box.dataset.people, isAnother ? { ...values, another: 1 } : values, true)
  if (answer?.person) link(row, answer.person)
  else if (answer?.like) showAlike(row, answer.like)
  else say(answer?.message || box.dataset.failed)
}

// The box: names are completed, a line is read

const line = document.getElementById("byline-line")
let picked = []

const say = (words) => (box.querySelector(".said").textContent = words)

async function find(text) {
  const [, , typed] = BREAKS.exec(text)
  if (typed.trim().length < 2) return []
  const answer = await ask(box.dataset.people, { q: typed })
  return (answer?.people || []).map((person) => ({ ...person, label: person.name }))
}

function take(person) {
  const [, before = ""] = BREAKS.exec(line.value)
  picked.push(person.id)
  line.value = before + person.name
  // A single name is done; of several, more may follow.
  if (/^((photos? )?by )?$/i.test(before)) read(line.value)
}

async function read(text) {
  if (!text.trim()) return
  const values = new URLSearchParams([["line", text], ...picked.map((id) => ["person", id])])
  const answer = await ask(box.dataset.lines, values)
  if (!answer?.names) return say(box.dataset.failed)
  if (!answer.names.length) return say([box.dataset.nothing, ...answer.notes].join(" "))
  picked = []
  line.value = ""
  const rows = answer.names.map(addRow)
  const names = answer.names.map(({ name, affiliation }) => name || affiliation).join(", ")
  say([fill(box.dataset.added, { names }), ...answer.notes].join(" "))
  rows.at(-1).scrollIntoView({ block: "nearest" })
  line.focus()
}

function addRow(read) {
  const row = addPart(group)
  for (const name of ["email", "phone", "role"]) partOf(row, name).value = read[name]
  partOf(row, "name_as_printed").value = read.name
  partOf(row, "affiliation_as_printed").value = read.affiliation
  if (read.organization) choose(partOf(row, "organization"), read.organization)
  else if (read.affiliation) guess(row, "affiliation_as_printed", read.affiliation)
  if (read.person) link(row, read.person)
  else describe(row)
  if (read.unknown && (read.like.length || "mayAdd" in box.dataset)) showAlike(row, read.like)
  partOf(row, "name_as_printed").dispatchEvent(new Event("change", { bubbles: true }))
  return row
}

/** Marks words the desk has only guessed at, until somebody changes them. */
function guess(row, part, name) {
  const field = partOf(row, part)
  field.classList.add("guessed")
  field.title = fill(box.dataset.unknown, { name })
  const forget = () => {
    field.classList.remove("guessed")
    field.removeAttribute("title")
  }
  field.addEventListener("input", forget, { once: true })
}

function start() {
  offerChoices(line, document.getElementById("byline-people"), { find, take, enter: read })
  // The empty row is for what no line says: it comes after the box.
  box.after(group.querySelector(".add-row"))
  group.addEventListener("change", ({ target }) => {
    const row = target.closest(".inline-related")
    if (!row || target === line) return
    for (const [part, printed] of Object.entries(PRINTED)) {
      if (target.name?.endsWith(`-${part}`)) fillPrinted(row, target, printed)
    }
    describe(row)
  })
  rowsOf().forEach(describe)
}

/** What is printed follows what is chosen, where it still stands empty. */
function fillPrinted(row, select, name) {
  const printed = partOf(row, name)
  if (printed && !printed.value) printed.value = select.selectedOptions[0]?.text || ""
}

// After the stock script, which makes the link for an empty row.
if (box) window.django.jQuery(start)
