// Files on their way to the desk: three at a time, each with its line, its progress and its own
// end. One that fails stays in its line, to be sent again, and holds up no other.

import { fill } from "./desk-choose.js"

const AT_ONCE = 3

/**
 * Sends files from lines in `list`. `place` holds the status line and the line to copy, as in
 * sending.html; `taken(row, line)` gets the desk's row of each photo that is in and puts it in the
 * place of its line, `turned()` is told of every change.
 */
export function sendsFiles(place, list, { taken, turned = () => {} }) {
  const status = place.querySelector(".sending-said")
  const words = status.dataset
  const pattern = place.querySelector("template.sending-line").content.firstElementChild
  const waiting = []
  const failed = new Map()
  let sending = 0
  let count = 0
  let done = 0

  function send(files) {
    if (!sending && !waiting.length && !failed.size) count = done = 0
    count += files.length
    const lines = files.map(draw)
    list.append(...lines)
    lines[0]?.scrollIntoView({ block: "nearest" })
    files.forEach((file, number) => queue(file, lines[number]))
    go()
  }

  function draw(file) {
    const line = pattern.cloneNode(true)
    line.querySelector(".name").textContent = file.name
    line.querySelector("progress").ariaLabel = file.name
    line.querySelector(".again").addEventListener("click", () => again([line]))
    return line
  }

  function queue(file, line) {
    if (file.isFolder) return end(line, words.folder)
    if (file.size > words.mostBytes) return end(line, words.tooLarge)
    show(line, words.waiting)
    waiting.push([file, line])
  }

  function go() {
    while (sending < AT_ONCE && waiting.length) {
      sending += 1
      one(...waiting.shift()).finally(() => {
        sending -= 1
        go()
      })
    }
    say()
  }

  async function one(file, line) {
    let answer = await post(file, line)
    if (answer.status === 403 && (await renewToken(words.address))) answer = await post(file, line)
    const row = answer.status === 200 ? firstItem(answer.responseText) : null
    if (row?.dataset.photo) {
      await take(row, line, file)
    } else if (row) {
      end(line, row.querySelector(".said").textContent, row.dataset.state === "failed" && file)
    } else if (isElsewhere(answer)) {
      // The others would be sent in vain.
      for (const [other, its] of [[file, line], ...waiting.splice(0)]) logIn(other, its)
    } else if (answer.status === 413) end(line, words.tooLarge)
    else end(line, answer.status === 403 ? words.refused : words.broken, file)
  }

  async function take(row, line, file) {
    try {
      await taken(row, line)
      done += 1
    } catch {
      end(line, words.broken, file)
    }
  }

  function post(file, line) {
    const bar = line.querySelector("progress")
    show(line, "")
    bar.value = 0
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      const data = new FormData()
      data.append("files", file)
      request.open("POST", `${words.address}?rows`)
      request.setRequestHeader("X-CSRFToken", token())
      request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total))
      request.upload.addEventListener("load", () => {
        bar.removeAttribute("value")
        show(line, words.judged)
      })
      request.addEventListener("loadend", () => resolve(request))
      request.send(data)
    })
  }

  const isElsewhere = ({ responseURL }) =>
    Boolean(responseURL) && new URL(responseURL).pathname !== words.address

  function show(line, text) {
    line.removeAttribute("data-state")
    line.querySelector(".said").textContent = text
    line.querySelector("progress").hidden = false
    for (const way of line.querySelectorAll(".again, .log-in")) way.hidden = true
  }

  /** The end of a line that brought no photo; with its file it can be sent again. */
  function end(line, text, file = null) {
    show(line, text)
    line.dataset.state = file ? "failed" : "refused"
    line.querySelector("progress").hidden = true
    line.querySelector(".again").hidden = !file
    if (file) failed.set(line, file)
  }

  function logIn(file, line) {
    end(line, words.loggedOut, file)
    line.querySelector(".log-in").hidden = false
  }

  function again(lines = [...failed.keys()]) {
    for (const line of lines) {
      queue(failed.get(line), line)
      failed.delete(line)
    }
    go()
  }

  function say() {
    const isOver = !sending && !waiting.length
    const left = list.querySelectorAll(".sending[data-state]").length
    const parts = count ? [fill(words.counted, { done, count })] : []
    if (left && isOver) parts.push(fill(words.left, { left }))
    status.textContent = parts.join(" ")
    turned()
  }

  return { send, again, isBusy: () => Boolean(sending || waiting.length), failed: () => failed.size }
}

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value

/** After a login in another window this page's token is no longer good: take a fresh one. */
export async function renewToken(address) {
  const old = token()
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null)
  if (!answer?.ok) return false
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]")?.value
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    if (fresh) field.value = fresh
  }
  return Boolean(fresh) && fresh !== old
}

export function firstItem(text) {
  const template = document.createElement("template")
  template.innerHTML = text
  return template.content.querySelector("li")
}

// A picture dragged from a page is one, too, but has an address.
const holdsFiles = ({ dataTransfer: { types } }) =>
  types.includes("Files") && !types.includes("text/uri-list")

/** Files let fall on an element are taken there. */
export function takesDrops(element, take) {
  const mark = element === document ? document.body : element
  const isOurs = (event) => holdsFiles(event) && !event.defaultPrevented
  element.addEventListener("dragover", (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "copy"
    mark.classList.add("takes-drop")
  })
  element.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget || !mark.contains(relatedTarget)) mark.classList.remove("takes-drop")
  })
  element.addEventListener("drop", (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    mark.classList.remove("takes-drop")
    const files = [...event.dataTransfer.items].filter(({ kind }) => kind === "file").map(fileOf)
    take(files.filter(Boolean))
  })
}

function fileOf(item) {
  const isFolder = item.webkitGetAsEntry?.()?.isDirectory ?? false
  const file = item.getAsFile()
  return file && Object.assign(file, { isFolder })
}

/** Files let fall beside their place would be opened by the browser in the page's stead. */
export function refusesOtherDrops() {
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event) || event.defaultPrevented) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "none"
  })
}
