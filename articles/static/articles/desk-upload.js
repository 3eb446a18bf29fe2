// A picture file just chosen is shown at once, where the photo's picture stands or will stand.

const field = document.getElementById("id_upload")

function show({ target }) {
  const [file] = target.files
  if (!file) return
  const reader = new FileReader()
  reader.addEventListener("load", () => {
    const picture = Object.assign(new Image(), { alt: "", className: "just-chosen" })
    // What no browser shows, such as TIFF, is left to the server.
    picture.addEventListener("load", () => put(picture))
    picture.src = reader.result
  })
  reader.readAsDataURL(file)
}

function put(picture) {
  const row = field.closest(".form-row")
  for (const old of row.parentElement.querySelectorAll(".field-picture img, .just-chosen")) old.remove()
  row.before(picture)
}

field?.addEventListener("change", show)
