"use strict";
// YASGUI's editor and table in the place of the plain text field. Everything that it would ask of
// other servers (prefixes, terms, share links) is answered from this one or switched off.
(async () => {
  const form = document.getElementById("ask");
  const field = document.getElementById("query");
  const place = document.getElementById("editor");
  const results = document.getElementById("results");
  if (!window.Yasgui) return;
  const {Yasqe, Yasr} = window.Yasgui;
  const known = await fetch("/query?vocabulary=1").then((answer) => answer.json()).catch(() => null);
  const prefixes = known ? known.prefixes : {};
  if (known) {
    const terms = {
      prefixes: Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
      class: known.classes,
      property: known.properties,
    };
    for (const [name, list] of Object.entries(terms)) {
      Object.assign(Yasqe.Autocompleters[name], {bulk: true, persistenceId: null, get: () => list});
    }
  }
  const endpoint = new URL("/sparql", location.href).href;

  const editor = new Yasqe(place, {
    value: field.value,
    persistenceId: null,
    createShareableLink: () => "",
    createShortLink: undefined,
    consumeShareLink: null,
    autocompleters: known ? ["prefixes", "variables", "class", "property"] : ["variables"],
    editorHeight: "420px",
    requestConfig: {endpoint, method: "POST", acceptHeaderGraph: "text/turtle, application/n-triples;q=0.9",
      acceptHeaderSelect: "application/sparql-results+json"},
  });
  const table = new Yasr(results, {persistenceId: null, prefixes, maxPersistentResponseSize: 0});
  form.hidden = true;
  place.hidden = false;
  editor.refresh();
  place.querySelectorAll(".yasqe_share").forEach((button) => button.remove());
  const input = editor.getInputField();
  input.setAttribute("aria-label", field.labels[0].textContent);
  // Who has no mouse scrolls the text by the keyboard as well.
  const scroll = place.querySelector(".CodeMirror-scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", field.labels[0].textContent);

  editor.on("queryResponse", (_, response, duration) => {
    results.hidden = false;
    document.getElementById("answer")?.remove();
    document.querySelector(".work > .doubt")?.remove();
    table.setResponse(response, duration);
  });
  // The address of the page is the link to share: it follows what stands in the editor.
  let timer = 0;
  editor.on("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = new URLSearchParams({query: editor.getValue()});
      history.replaceState(null, "", `/query?${query}`);
    }, 400);
  });

  document.querySelectorAll("[data-example]").forEach((link) => link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const answer = await fetch(`${link.getAttribute("href")}&format=json`);
    editor.setValue((await answer.json()).query);
    editor.focus();
    place.scrollIntoView({block: "nearest"});
  }));

  // IRIs in the table lead into the explorer.
  const base = "https://w3id.org/rolegraph/";
  const ours = /^(?:role|skill|tool|degree|field|certification|industry|responsibility|advice|outlook|posting|salary|employer|source|claim|scheme)\/[^?#%]+$|^ontology(?:#[^?#%]*)?$/;
  const page = (iri) => {
    if (!/^(?:https?:\/\/|urn:)/.test(iri)) return null;
    const own = iri.startsWith(base) && ours.test(iri.slice(base.length));
    return own ? "/" + iri.slice(base.length) : `/resource?${new URLSearchParams({iri})}`;
  };
  new MutationObserver(() => results.querySelectorAll("a.iri:not([data-iri])").forEach((link) => {
    const iri = link.getAttribute("href");
    const where = page(iri);
    link.dataset.iri = iri;
    link.removeAttribute("target");
    if (where) link.setAttribute("href", where); else link.removeAttribute("href");
  })).observe(results, {childList: true, subtree: true});
})();
