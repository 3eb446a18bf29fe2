// No word is lost: what is typed is kept in this browser at once and on the server within seconds.
// Who else has the story open is said at the top.
"use strict"

;(() => {
  const keeping = document.getElementById("keeping")
  const form = document.getElementById("story_form")
  if (!keeping || !form) return

  const QUIET = 1500 // milliseconds without a key before the server is asked to keep it
  const LONGEST = 8000 // milliseconds after which it is asked in any case
  const SIGN_OF_LIFE = 15000
  const words = keeping.dataset
  const said = document.getElementById("kept")
  const place = () => `newsroom:${words.person}:story:${words.story}`

  // What the form holds, and whether it is more than what was saved

  function fields() {
    const data = new FormData(form)
    data.delete("csrfmiddlewaretoken")
    return [...data].filter(([, value]) => typeof value === "string")
  }
  const asText = () => JSON.stringify(fields())

  let saved = null // as the page brought it
  let kept = null // as the server has it
  let typedAt = 0
  let waiting = 0 // since when something is not on the server
  let timer = 0
  let busy = false
  let sending = false

  // This browser

  function read() {
    try {
      return JSON.parse(localStorage.getItem(place()))
    } catch {
      return null
    }
  }

  function write(sent = false) {
    try {
      localStorage.setItem(place(), JSON.stringify({ at: typedAt, fields: fields(), sent }))
    } catch {
      // Full or forbidden: the server keeps it all the same.
    }
  }

  function forget() {
    try {
      localStorage.removeItem(place())
    } catch {
      // Nothing was kept.
    }
  }

  // The server

  const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })

  function say(name, time = "") {
    const text = name ? words[name].replace("{time}", time) : ""
    const isTrouble = Boolean(name) && name !== "kept"
    // Spoken only when it goes wrong: who listens does not want to hear it every few seconds.
    if (isTrouble && !said.classList.contains("trouble")) {
      document.getElementById("announcement").textContent = text
    }
    said.textContent = text
    said.classList.toggle("trouble", isTrouble)
  }

  function formData(pairs) {
    const data = new FormData()
    for (const [name, value] of pairs) data.append(name, value)
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    return data
  }

  /** The answer, or the word that says why there is none. */
  async function ask(address, data) {
    let answer
    try {
      answer = await fetch(address, { method: "POST", body: data, redirect: "manual" })
    } catch {
      return "offline"
    }
    if (answer.type === "opaqueredirect") return "loggedOut"
    if (answer.status === 403 && (await renewToken())) return "again"
    if (!answer.ok) return "refused"
    return answer.json()
  }

  // After a login in another window this page's token is no longer good: take a fresh one.
  async function renewToken() {
    const old = form.elements.csrfmiddlewaretoken.value
    const answer = await fetch(location.pathname, { redirect: "manual" }).catch(() => null)
    if (!answer?.ok) return false
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = page.querySelector("[name=csrfmiddlewaretoken]")?.value
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      if (fresh) field.value = fresh
    }
    return Boolean(fresh) && fresh !== old
  }

  async function keep(pairs = fields(), at = typedAt) {
    if (busy || sending) return schedule()
    busy = true
    const text = JSON.stringify(pairs)
    const data = formData(pairs)
    data.set("typed_at", at)
    let answer = await ask(words.autosave, data)
    if (answer === "again") {
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
      answer = await ask(words.autosave, data)
    }
    busy = false
    if (typeof answer === "string") {
      say(answer === "again" ? "refused" : answer, clock())
      timer = setTimeout(keep, LONGEST)
      return null
    }
    kept = text
    waiting = 0
    const isBegun = words.story === "new"
    if (isBegun) begin(answer)
    if (answer.kept || isBegun) say("kept", answer.at)
    else say("")
    if (asText() !== kept) schedule()
    return answer
  }

  // The server has begun the story: from now on this is its form.
  function begin(answer) {
    forget()
    words.story = answer.story
    words.autosave = answer.autosave
    words.presence = answer.presence
    form.elements.base_revision.value = answer.base
    form.action = answer.form
    history.replaceState(null, "", answer.form)
    write()
    stay()
  }

  function schedule() {
    clearTimeout(timer)
    waiting ||= Date.now()
    timer = setTimeout(keep, Math.max(0, Math.min(QUIET, waiting + LONGEST - Date.now())))
  }

  function typed() {
    saved ??= asText()
    typedAt = Date.now()
    // The editor writes its text into the form a moment later.
    setTimeout(() => {
      if (sending || asText() === kept) return
      write()
      schedule()
    })
  }

  // Whether anything came after the page had settled: the editor tidies its text at the start.
  const settle = () => (saved ??= asText())
  for (const kind of ["pointerdown", "keydown"]) form.addEventListener(kind, settle, true)
  for (const kind of ["input", "change", "drop", "formset:added", "formset:removed"]) {
    form.addEventListener(kind, typed)
  }
  form.addEventListener("keyup", typed)
  form.addEventListener("submit", () => {
    sending = true
    clearTimeout(timer)
    if (saved !== null && asText() !== saved) write(true)
    else forget()
  })
  // Sent and refused, or sent while the network was gone: the page is still here.
  window.addEventListener("pageshow", () => (sending = false))
  window.addEventListener("online", () => waiting && keep())

  // Opened again: what this browser holds and no save does goes to the server, which offers it.
  // What the server had before may be older, and is not to be taken up meanwhile.
  const older = document.getElementById("unsaved")
  const show = (isShown) => older && (older.style.visibility = isShown ? "" : "hidden")
  async function offer() {
    const isOffered = await handOver().catch(() => false)
    if (isOffered) location.reload()
    else show(true)
  }

  async function handOver() {
    const left = read()
    if (!left) return
    const here = new Set(fields().map((pair) => pair.join("=")))
    const isText = (name) => !/^(initial-|base_revision$)|_FORMS$/.test(name)
    const isNew = ([name, value]) => value && isText(name) && !here.has(`${name}=${value}`)
    const base = (pairs) => pairs.find(([name]) => name === "base_revision")?.[1]
    const wasSaved = left.sent && base(left.fields) !== base(fields())
    if (wasSaved || !left.fields.some(isNew)) return forget()
    const answer = await keep(left.fields, left.at)
    if (!answer) return
    forget()
    return answer.kept
  }

  // Who else is here

  const others = document.getElementById("others")
  async function stay() {
    if (!words.presence || document.hidden) return
    const answer = await ask(words.presence, formData([]))
    if (typeof answer === "string") return
    const newer = answer.newest > Number(form.elements.base_revision.value)
    const text = [answer.others, newer ? answer.saved : ""].filter(Boolean).join(" ")
    if (others.textContent !== text) others.textContent = text
  }
  setInterval(stay, SIGN_OF_LIFE)
  // The last page's farewell may come after this one's first sign.
  setTimeout(stay, 3000)
  document.addEventListener("visibilitychange", stay)
  window.addEventListener("pagehide", () => {
    if (words.presence) navigator.sendBeacon(words.presence, formData([["leave", "1"]]))
  })

  stay()
  if (words.unsaved === undefined) {
    show(!read())
    window.addEventListener("load", offer)
  } else typed()
})()
