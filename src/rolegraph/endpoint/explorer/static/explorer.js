"use strict";
// Suggestions below a search field, as the ARIA practices describe a combobox with a list; without
// this script the field is a plain form. All text enters the page as text.
(() => {
  const WAIT = 140;
  let number = 0;

  const suggest = (field) => {
    const list = document.createElement("ul");
    const id = `suggest-${number += 1}`;
    const state = {found: [], at: -1, timer: 0, asked: 0};
    list.className = "suggest";
    list.id = id;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0] ? field.labels[0].textContent : field.name);
    field.parentElement.append(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", id);

    const close = () => {
      list.hidden = true;
      state.at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      state.at = place;
      [...list.children].forEach((row, index) => {
        row.setAttribute("aria-selected", String(index === place));
        if (index === place) {
          field.setAttribute("aria-activedescendant", row.id);
          row.scrollIntoView({block: "nearest"});
        }
      });
      if (place < 0) field.removeAttribute("aria-activedescendant");
    };
    const take = (one) => {
      close();
      if (field.dataset.follow !== undefined && one.href) {
        location.assign(one.href);
        return;
      }
      // The address of the thing, not its name, which may be that of several.
      field.value = field.dataset.submit !== undefined ? one.iri : one.label;
      if (field.dataset.submit !== undefined) {
        field.form.requestSubmit();
        return;
      }
      let hidden = field.form.querySelector(`input[type=hidden][data-for="${field.id}"]`);
      if (!hidden) {
        hidden = document.createElement("input");
        hidden.type = "hidden";
        hidden.dataset.for = field.id;
        field.form.append(hidden);
      }
      hidden.name = field.name;
      hidden.value = one.iri;
      field.dataset.name = field.name;
      field.removeAttribute("name");
    };
    const show = (found) => {
      state.found = found;
      list.replaceChildren(...found.map((one, index) => {
        const row = document.createElement("li");
        const small = document.createElement("small");
        row.id = `${id}-${index}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.append(one.label, " ");
        small.textContent = [one.says, one.scheme, one.name && `“${one.name}”`].filter(Boolean).join(" · ");
        row.append(small);
        row.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
        return row;
      }));
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(Boolean(found.length)));
      mark(-1);
    };
    const ask = async () => {
      const text = field.value.trim();
      if (!text) { close(); return; }
      const turn = state.asked += 1;
      const query = new URLSearchParams({q: text, format: "json"});
      if (field.dataset.kind) query.set("kind", field.dataset.kind);
      try {
        const answer = await fetch(`${field.dataset.suggest}?${query}`, {headers: {Accept: "application/json"}});
        const found = answer.ok ? await answer.json() : [];
        if (turn === state.asked && document.activeElement === field) show(found);
      } catch { close(); }
    };
    field.addEventListener("input", () => {
      if (field.dataset.name) {
        field.name = field.dataset.name;
        delete field.dataset.name;
        field.form.querySelector(`input[type=hidden][data-for="${field.id}"]`).remove();
      }
      clearTimeout(state.timer);
      state.timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      const last = state.found.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { ask(); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(state.at + step < -1 ? last : state.at + step > last ? -1 : state.at + step);
      } else if (event.key === "Enter" && !list.hidden && state.at >= 0) {
        event.preventDefault();
        take(state.found[state.at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    field.addEventListener("blur", () => { state.asked += 1; clearTimeout(state.timer); close(); });
  };

  document.querySelectorAll("input[data-suggest]").forEach(suggest);

  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const before = button.textContent;
      await navigator.clipboard.writeText(location.href);
      button.textContent = "✓ " + before;
      setTimeout(() => { button.textContent = before; }, 1500);
    });
  });
})();
