// Ctrl+K: the story, photo or person somebody has in mind. Its window is
// templates/admin/palette.html; a module, so that no name here is another script's.

const palette = document.getElementById("palette")
const box = palette.querySelector("input")
const lines = document.getElementById("palette-lines")
const said = palette.querySelector("[role=status]")
const onMac = /Mac|iP/.test(navigator.platform)
const WAIT_MS = 120
const REMEMBERED = 12

// What this browser has opened, kept for one person by number only; the server says what it is

const memory = `opened-${palette.dataset.person}`

function opened() {
  try {
    return localStorage.getItem(memory)?.split(",") ?? []
  } catch {
    return []
  }
}

function remember() {
  const [, kind, number] = /\/(story|photo|person)\/(\d+)\/change\/$/.exec(location.pathname) ?? []
  if (!number) return
  const here = `${kind}-${number}`
  const others = opened().filter((one) => one !== here)
  try {
    localStorage.setItem(memory, [here, ...others].slice(0, REMEMBERED))
  } catch {
    // A browser that keeps nothing.
  }
}

// The lines

const options = () => [...lines.querySelectorAll("[role=option]")]
const chosen = () => lines.querySelector("[aria-selected=true]")

function choose(option) {
  for (const other of options()) other.ariaSelected = String(other === option)
  if (option) box.setAttribute("aria-activedescendant", option.id)
  else box.removeAttribute("aria-activedescendant")
  option?.scrollIntoView({ block: "nearest" })
}

function make(name, className, ...children) {
  const element = Object.assign(document.createElement(name), { className })
  element.append(...children)
  return element
}

function makeLine({ label, note, kind, badge, look, picture, address }, number) {
  const option = make("div", badge || look !== "more" ? "line" : "line more")
  if (picture) option.append(Object.assign(make("img", "thumbnail"), { src: picture, alt: "" }))
  const words = make("span", "words", make("span", "label", label))
  if (note) words.append(" ", make("small", "", note))
  option.append(words)
  if (badge) {
    const state = make("span", "badge", badge)
    state.dataset.state = look
    option.append(" ", state)
  } else if (kind) option.append(" ", make("small", "", kind))
  Object.assign(option, { role: "option", id: `palette-${number}`, ariaSelected: "false" })
  option.dataset.address = address
  return option
}

function show(groups) {
  let number = 0
  // To where one is already nobody needs a way.
  const ways = groups.map(({ name, lines: all }) => ({
    name,
    found: all.filter(({ address }) => address !== location.pathname),
  }))
  const sections = ways.filter(({ found }) => found.length).map(({ name, found }, place) => {
    const heading = make("div", "heading", name)
    Object.assign(heading, { id: `palette-heading-${place}`, role: "presentation" })
    const section = make("div", "", heading, ...found.map((line) => makeLine(line, number++)))
    section.role = "group"
    section.setAttribute("aria-labelledby", heading.id)
    return section
  })
  lines.replaceChildren(...sections)
  lines.hidden = number === 0
  lines.scrollTop = 0
  box.ariaExpanded = String(number > 0)
  choose(options()[0])
  const { count, nothing, start } = palette.dataset
  say(number ? count.replace("{count}", number) : box.value.trim() ? nothing : start, number > 0)
}

function say(words, quietly = false) {
  said.textContent = words
  said.classList.toggle("visually-hidden", quietly)
}

// Asking: after a rest, and only the newest answer counts

let asking = null
let timer = 0
// What Enter has asked for before the answer came.
let waiting = null

async function ask() {
  clearTimeout(timer)
  asking?.abort()
  asking = new AbortController()
  const { signal } = asking
  const query = new URLSearchParams({ q: box.value })
  if (!box.value.trim()) query.set("opened", opened())
  try {
    const answer = await fetch(`${palette.dataset.find}?${query}`, { signal, redirect: "manual" })
    if (answer.type === "opaqueredirect") return fail(palette.dataset.loggedOut)
    if (!answer.ok) throw new Error(answer.status)
    const { groups } = await answer.json()
    if (signal.aborted) return
    asking = null
    show(groups)
    if (waiting) go(chosen(), waiting.beside)
  } catch (error) {
    if (error.name !== "AbortError") fail(palette.dataset.noAnswer)
  }
}

function fail(words) {
  show([])
  say(words)
  asking = waiting = null
}

function askSoon() {
  clearTimeout(timer)
  waiting = null
  asking?.abort()
  asking = new AbortController()
  timer = setTimeout(ask, WAIT_MS)
}

// Opening and closing

function go(option, beside) {
  waiting = null
  if (!option) return
  if (beside) return window.open(option.dataset.address, "_blank", "noopener")
  palette.close()
  location.assign(option.dataset.address)
}

function openPalette() {
  if (palette.open) return palette.close()
  if (document.querySelector("dialog[open]")) return
  box.value = ""
  show([])
  say("")
  palette.showModal()
  ask()
}

function move(event) {
  const all = options()
  const here = all.indexOf(chosen())
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 5, PageUp: here - 5 }
  if (!(event.key in next)) return
  event.preventDefault()
  const place = next[event.key]
  const turns = event.key.startsWith("Arrow") && all.length
  if (turns) choose(all.at(place % all.length))
  else choose(all[Math.min(Math.max(place, 0), all.length - 1)])
}

box.addEventListener("input", askSoon)
box.addEventListener("keydown", (event) => {
  move(event)
  if (event.key !== "Enter" || event.isComposing) return
  event.preventDefault()
  const beside = event.ctrlKey || event.metaKey
  // Who types fast means what they have typed, not what is shown still.
  if (asking) waiting = { beside }
  else go(chosen(), beside)
})
lines.addEventListener("pointermove", ({ target }) => {
  const option = target.closest("[role=option]")
  if (option && option !== chosen()) choose(option)
})
// The box keeps the keys.
lines.addEventListener("mousedown", (event) => event.preventDefault())
for (const kind of ["click", "auxclick"]) {
  lines.addEventListener(kind, (event) => {
    const beside = event.ctrlKey || event.metaKey || event.button === 1
    if (event.button < 2) go(event.target.closest("[role=option]"), beside)
  })
}
palette.addEventListener("click", ({ target }) => {
  if (target === palette || target.closest("button")) palette.close()
})
palette.addEventListener("close", () => {
  clearTimeout(timer)
  asking?.abort()
})
for (const opener of document.querySelectorAll(".palette-opener")) {
  opener.addEventListener("click", openPalette)
}
// In the text of a story, Ctrl+K on chosen words makes a link and comes here no more.
document.addEventListener("keydown", (event) => {
  const held = onMac ? event.metaKey : event.ctrlKey
  if (event.defaultPrevented || !held || event.altKey || event.shiftKey) return
  if (event.key.toLowerCase() !== "k") return
  event.preventDefault()
  openPalette()
})

if (onMac) for (const key of document.querySelectorAll("kbd.control")) key.textContent = "⌘"
remember()
