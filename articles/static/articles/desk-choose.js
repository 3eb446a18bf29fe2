// A box that offers choices while one types, as the ARIA pattern of a combobox has it: arrows
// walk them, Enter takes one, Escape folds them away. And what such boxes share.

const PAUSE = 150

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name])
export const announce = (words) => (document.getElementById("announcement").textContent = words)

/** What an address of the desk answers, as JSON; `null` where it does not answer. */
export async function ask(address, values = {}, post = false) {
  const body = new URLSearchParams(values)
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  const options = post ? { method: "POST", body, headers: { "X-CSRFToken": token } } : {}
  try {
    const answer = await fetch(post ? address : `${address}?${body}`, options)
    return { status: answer.status, ...(await answer.json()) }
  } catch {
    return null
  }
}

/**
 * `find(text)` promises choices, each with `label` and perhaps `about`; `take(choice)` gets the one
 * taken, `enter(text)` the text where none was.
 */
export function offerChoices(box, list, { find, take, enter }) {
  let choices = []
  let active = -1
  let asked = 0
  let pause = 0

  const fold = () => {
    clearTimeout(pause)
    asked += 1
    show([])
  }

  function show(found) {
    choices = found
    list.replaceChildren(...found.map(draw))
    list.hidden = !found.length
    box.ariaExpanded = String(Boolean(found.length))
    walkTo(-1)
    if (found.length) list.scrollIntoView({ block: "nearest" })
  }

  function draw({ label, about }, place) {
    const option = Object.assign(document.createElement("li"), { id: `${list.id}-${place}` })
    option.setAttribute("role", "option")
    option.append(Object.assign(document.createElement("span"), { textContent: label }))
    if (about) option.append(Object.assign(document.createElement("small"), { textContent: about }))
    return option
  }

  function walkTo(place) {
    active = place
    for (const [number, option] of [...list.children].entries()) {
      option.ariaSelected = String(number === place)
    }
    if (place < 0) return box.removeAttribute("aria-activedescendant")
    box.setAttribute("aria-activedescendant", list.children[place].id)
    list.children[place].scrollIntoView({ block: "nearest" })
  }

  function walk(step) {
    const count = choices.length
    walkTo(active < 0 && step < 0 ? count - 1 : (active + step + count) % count)
  }

  async function look() {
    const number = (asked += 1)
    const found = await find(box.value)
    if (number === asked) show(found)
  }

  box.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(look, PAUSE)
  })
  box.addEventListener("blur", fold)
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in steps && choices.length) walk(steps[event.key])
    else if (event.key === "Escape" && choices.length) fold()
    else if (event.key === "Enter") {
      const choice = choices[active]
      fold()
      if (choice) take(choice)
      else enter(box.value)
    } else return
    event.preventDefault()
    event.stopPropagation()
  })
  // Before the box loses the focus, which folds the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault())
  list.addEventListener("click", ({ target }) => {
    const choice = choices[[...list.children].indexOf(target.closest("[role=option]"))]
    fold()
    if (choice) take(choice)
  })
  return { show, fold }
}

/** Put a row of the database into a select, as if it had been chosen there. */
export function choose(select, { id, name }) {
  const known = [...select.options].find(({ value }) => value === String(id))
  if (known) known.selected = true
  else select.append(new Option(name, id, true, true))
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

/** A new row of a group of parts, at its end. */
export function addPart(group) {
  group.querySelector(".add-row a").click()
  return [...group.querySelectorAll(".inline-related:not(.empty-form)")].at(-1)
}
