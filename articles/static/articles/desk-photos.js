// The dialog photos are chosen in. It shows what the server lists; each photo taken becomes a card
// with the library's caption, and with its credit and alt text where they would be printed.

import { addPart, announce, choose, fill } from "./desk-choose.js"
import { refusesOtherDrops, sendsFiles, takesDrops } from "./desk-sending.js"

const PAUSE = 250

const dialog = document.getElementById("picker")
const part = (selector) => dialog.querySelector(selector)
const options = () => [...dialog.querySelectorAll("[role=option]")]
const isChosen = (option) => option.ariaSelected === "true"
// In the order in which they were chosen, whatever is searched for meanwhile.
const chosen = new Map()
// From this computer, in the order of their files.
let brought = []
let addsWhatComes = false
let page = 0
let asked = 0

async function fetchItems(values) {
  const answer = await fetch(`${dialog.dataset.address}?${new URLSearchParams(values)}`)
  if (!answer.ok || answer.redirected) throw new Error(answer.status)
  const template = document.createElement("template")
  template.innerHTML = await answer.text()
  return template.content
}

// What is listed

async function show(more = false) {
  const number = (asked += 1)
  page = more ? page + 1 : 0
  const { dataset } = dialog
  let items
  try {
    items = await fetchItems({ q: part("#picker-search").value, page })
  } catch {
    if (number === asked) say(dataset.failed)
    return
  }
  if (number !== asked) return
  const hasMore = items.querySelector("[data-more]")
  hasMore?.remove()
  const shelf = part("[role=listbox]")
  const first = part("#picker-search").value ? [] : brought
  const there = new Set((more ? options() : first).map(({ id }) => id))
  const added = [...items.children].filter(({ id }) => !there.has(id))
  if (more) shelf.append(...added)
  else shelf.replaceChildren(...first, ...added)
  part(".more-photos").hidden = !hasMore
  for (const option of added) option.ariaSelected = String(chosen.has(option.dataset.id))
  const stop = more ? added[0] : options()[0]
  if (stop) stopAt(stop)
  if (more) stop?.focus()
  else part(".shelf").scrollTop = 0
  say(options().length ? fill(dataset.found, { count: options().length + (hasMore ? "+" : "") }) : dataset.nothing)
}

const say = (words) => (part("footer .said").textContent = words)

// One stop for the Tab key, arrows from there

function stopAt(option) {
  for (const other of options()) other.tabIndex = other === option ? 0 : -1
}

function walk(option, key) {
  const all = options()
  const here = all.indexOf(option)
  const across = all.filter(({ offsetTop }) => offsetTop === all[0].offsetTop).length
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }
  const next = { Home: 0, End: all.length - 1 }[key] ?? here + steps[key]
  if (next < 0) return part("#picker-search").focus()
  stopAt(all[Math.min(next, all.length - 1)])
  part("[role=option][tabindex='0']").focus()
}

function toggle(option) {
  const { id } = option.dataset
  const takes = !isChosen(option)
  option.ariaSelected = String(takes)
  if (takes) chosen.set(id, photoOf(option))
  else chosen.delete(id)
  stopAt(option)
  sayHowMany()
}

const photoOf = (option) => ({
  ...option.dataset,
  lacks: [...option.querySelectorAll(".badge[data-state=lack]")],
})

function sayHowMany() {
  const { pick, pickOne, pickNone } = dialog.dataset
  const words = { 0: pickNone, 1: pickOne }[chosen.size] ?? pick
  part("#pick").textContent = fill(words, { count: chosen.size })
}

// What is taken

function addAll() {
  const photos = [...chosen.values()]
  const cards = photos.map(addCard)
  addsWhatComes = Boolean(sender?.isBusy())
  dialog.close()
  if (!cards.length) return
  announce(fill(dialog.dataset.added, { count: cards.length }))
  cards[0].querySelector("[name$='-text']").focus()
}

function addCard(photo) {
  const group = document.getElementById("captions-group")
  const named = (row, name) => row.querySelector(`[name$="-${name}"]`)
  const others = [...group.querySelectorAll(".inline-related:not(.empty-form)")]
  const hasLead = others.some((row) => named(row, "placement").value === "lead")
  const card = addPart(group)
  choose(named(card, "photo"), photo)
  named(card, "placement").value = hasLead ? "in_text" : "lead"
  named(card, "text").value = photo.caption
  named(card, "credit_override").placeholder = photo.credit
  named(card, "alt_override").placeholder = photo.alt
  card.querySelector(".thumbnail").after(...photo.lacks.map((lack) => lack.cloneNode(true)))
  return card
}

function open() {
  chosen.clear()
  addsWhatComes = false
  if (!sender?.isBusy()) {
    brought = []
    part(".sendings")?.replaceChildren()
  }
  sayHowMany()
  part("#picker-search").value = ""
  part("[role=listbox]").replaceChildren()
  dialog.showModal()
  part("#picker-search").focus()
  show()
}

function press(event) {
  const option = event.target.closest("[role=option]")
  if (event.target.id === "picker-search") {
    if (event.key === "ArrowDown") part("[role=option][tabindex='0']")?.focus()
    else if (event.key === "Enter") show()
    else return
  } else if (!option) return
  else if (event.key === " ") toggle(option)
  else if (event.key === "Enter") {
    if (!chosen.size) toggle(option)
    addAll()
  } else if (/^(Arrow\w+|Home|End)$/.test(event.key)) walk(option, event.key)
  else return
  event.preventDefault()
}

// What is brought from this computer comes to stand first, chosen

const sender = dialog?.querySelector(".sendings")
  ? sendsFiles(dialog, part(".sendings"), { taken: takeIn })
  : null

function bring(files) {
  if (!dialog.open) open()
  sender.send(files)
}

async function takeIn(row, line) {
  const option = (await fetchItems({ id: row.dataset.photo })).firstElementChild
  const place = [...line.parentElement.children].indexOf(line)
  line.hidden = true
  if (!dialog.open) return addsWhatComes && addCard(photoOf(option))
  option.dataset.place = place
  document.getElementById(option.id)?.remove()
  brought = brought.filter(({ id }) => id !== option.id)
  const later = brought.filter(({ dataset }) => dataset.place > place)
  brought.splice(brought.length - later.length, 0, option)
  if (!part("#picker-search").value) part("[role=listbox]").prepend(...brought)
  option.ariaSelected = "true"
  // Cards are added in the order of the files, whichever came first.
  for (const one of [option, ...later.filter(isChosen)]) {
    chosen.delete(one.dataset.id)
    chosen.set(one.dataset.id, photoOf(one))
  }
  stopAt(brought[0])
  sayHowMany()
}

function startBringing() {
  const chooser = part("#picker-files")
  part("#bring").addEventListener("click", () => chooser.click())
  chooser.addEventListener("change", () => {
    bring([...chooser.files])
    chooser.value = ""
  })
  takesDrops(dialog, bring)
  takesDrops(document.getElementById("captions-group"), bring)
  refusesOtherDrops()
}

function start() {
  document.getElementById("open-picker").addEventListener("click", open)
  // The row that asks for a photo by its words comes after the pictures.
  window.django.jQuery(() => dialog.after(dialog.parentElement.querySelector(".add-row")))
  part(".close").addEventListener("click", () => dialog.close())
  part("#pick").addEventListener("click", addAll)
  part(".more-photos").addEventListener("click", () => show(true))
  dialog.addEventListener("keydown", press)
  dialog.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]")
    if (option) toggle(option)
    else if (target === dialog) dialog.close()
  })
  let pause = 0
  part("#picker-search").addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(show, PAUSE)
  })
  if (sender) startBringing()
}

if (dialog) start()
