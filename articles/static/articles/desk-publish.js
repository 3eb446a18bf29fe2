// When the panel of “Publish” is opened, the server is asked how big the change is, as the form
// stands, and its proposal is chosen unless somebody has chosen already.
"use strict"

;(() => {
  const panel = document.querySelector(".panel.publish[data-proposal]")
  if (!panel) return
  const details = panel.closest("details")
  const radios = [...panel.querySelectorAll("[name=change]")]
  let chosen = details.open

  async function propose() {
    const form = details.closest("form")
    const answer = await fetch(panel.dataset.proposal, { method: "POST", body: new FormData(form) })
    const { change } = answer.ok ? await answer.json() : {}
    if (change === undefined || chosen) return
    for (const radio of radios) radio.checked = radio.value === change
  }

  panel.addEventListener("change", ({ target }) => {
    if (radios.includes(target)) chosen = true
  })
  details.addEventListener("toggle", () => {
    // Without an answer the form asks all the same.
    if (details.open && !chosen) propose().catch(() => {})
  })
})()
