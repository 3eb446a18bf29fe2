// “Take this”: the words of a photo's file go into the form's field, to be seen before it is saved.

function take({ target }) {
  const button = target.closest("[data-take]")
  const field = button && document.getElementById(`id_${button.dataset.take}`)
  if (!field) return
  field.value = button.value
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }))
  field.focus()
  document.getElementById("announcement").textContent = button.dataset.taken
}

document.querySelector(".from-file")?.addEventListener("click", take)
