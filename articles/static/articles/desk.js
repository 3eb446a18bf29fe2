// The desk's conveniences over the stock admin. Nothing here is needed to save a story.
"use strict"

const $ = window.django?.jQuery
const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")]
const positionOf = (row) => row.querySelector("input[name$='-position']")

// The order of bylines, photos, items: by buttons, by keys, by hand

function renumber(group) {
  rowsOf(group).forEach((row, place) => positionOf(row) && (positionOf(row).value = place))
  group.dispatchEvent(new Event("change", { bubbles: true }))
}

function announce(group, row) {
  const rows = rowsOf(group)
  const words = group.dataset.moved
    .replace("{place}", rows.indexOf(row) + 1)
    .replace("{count}", rows.length)
  document.getElementById("announcement").textContent = words
}

function moveBy(button) {
  const row = button.closest(".inline-related")
  const group = row.closest(".desk-parts")
  const rows = rowsOf(group)
  const step = Number(button.dataset.move)
  const other = rows[rows.indexOf(row) + step]
  if (other) other[step > 0 ? "after" : "before"](row)
  renumber(group)
  button.focus()
  announce(group, row)
}

// A moved node loses the pointer it has captured: the window listens instead.
function drag(event) {
  event.preventDefault()
  const row = event.target.closest(".inline-related")
  const group = row.closest(".desk-parts")
  row.classList.add("is-dragged")
  const follow = ({ clientY }) => {
    const rows = rowsOf(group).filter((other) => other !== row)
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2
    const next = rows.find((other) => clientY < middle(other))
    if (next && next !== row.nextElementSibling) next.before(row)
    else if (!next && rows.length) rows.at(-1).after(row)
    if (clientY < 60 || clientY > innerHeight - 110) scrollBy(0, clientY < 60 ? -12 : 12)
  }
  const drop = () => {
    row.classList.remove("is-dragged")
    window.removeEventListener("pointermove", follow)
    for (const end of ["pointerup", "pointercancel"]) window.removeEventListener(end, drop)
    renumber(group)
    announce(group, row)
  }
  window.addEventListener("pointermove", follow)
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, drop)
}

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.(".handle") && event.button === 0) drag(event)
})
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move]")
  if (button) moveBy(button)
})
document.addEventListener("formset:added", ({ target }) => {
  const places = rowsOf(target.closest(".inline-group")).filter((row) => row !== target)
  const taken = places.map((row) => Number(positionOf(row)?.value ?? -1))
  const position = positionOf(target)
  if (position) position.value = Math.max(-1, ...taken) + 1
  nameChoices(target)
  target.querySelector("select, input:not([type=hidden], [type=checkbox]), textarea")?.focus()
})

// Names for the boxes that choose by typing, which the stock script leaves without

function nameChoices(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const label = select.labels[0]?.textContent.replace(/:\s*$/, "")
    const boxes = select.nextElementSibling.querySelectorAll(
      "[role=combobox], [role=textbox], .select2-search__field",
    )
    if (!label) continue
    const say = () => {
      const chosen = [...select.selectedOptions].map(({ text }) => text).filter(Boolean)
      for (const box of boxes) {
        box.removeAttribute("aria-labelledby")
        box.ariaLabel = [label, ...chosen].join(": ")
      }
    }
    say()
    $(select).on("change", say)
    $(select).on("select2:open", () => {
      document.querySelector(".select2-container--open .select2-search__field").ariaLabel = label
    })
  }
}

// What tells one choice from another stands by it: the picture, the day and state of a story

function drawChoice({ text, picture, note, badge }) {
  if (!picture && !note) return text
  const choice = Object.assign(document.createElement("span"), { className: "choice" })
  if (picture) choice.append(Object.assign(new Image(60, 40), { src: picture, alt: "" }))
  choice.append(Object.assign(document.createElement("span"), { textContent: text }))
  const words = [note, badge].filter(Boolean).join(" · ")
  if (words) choice.append(Object.assign(document.createElement("small"), { textContent: words }))
  return choice
}

// A photo just chosen is shown at once

function showPicture(select) {
  const frame = select.closest(".inline-related").querySelector(".thumbnail")
  const address = select.dataset.picture?.replace("/0/", `/${select.value}/`)
  if (!frame || !address || !select.value) return
  const picture = Object.assign(new Image(120, 80), { src: address, alt: "", className: "thumbnail" })
  frame.replaceWith(picture)
}

// The story form: Ctrl+S saves, unsaved work is not lost, panels close like menus

function guard(form) {
  const words = () => new URLSearchParams(new FormData(form)).toString()
  let saved = null
  let sending = false
  // The editor may tidy its text while it starts.
  const remember = () => (saved ??= words())
  for (const kind of ["pointerdown", "keydown"]) form.addEventListener(kind, remember, true)
  form.addEventListener("submit", () => (sending = true))
  window.addEventListener("beforeunload", (event) => {
    if (!sending && saved !== null && words() !== saved) event.preventDefault()
  })
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return
    event.preventDefault()
    form.requestSubmit(form.querySelector("[name=_continue]"))
  })
}

function closePanels(event) {
  for (const panel of document.querySelectorAll("details.verb[open], #desk-navigation details[open]")) {
    if (event.type === "click" && panel.contains(event.target)) continue
    if (event.type === "keydown" && event.key !== "Escape") continue
    panel.open = false
    if (event.type === "keydown") panel.querySelector("summary").focus()
  }
}

document.addEventListener("click", closePanels)
document.addEventListener("keydown", closePanels)

function start() {
  const form = document.getElementById("story_form")
  if (form) guard(form)
  // What was carried through a login goes on where it was going.
  document.querySelector("form[data-send-now]")?.requestSubmit()
  if (!$) return
  $(() => nameChoices(document))
  $(document).on("change", "select[data-picture]", ({ target }) => showPicture(target))
  // Before the stock script makes the boxes.
  $.fn.select2?.defaults.set("templateResult", drawChoice)
}

start()
