"use strict";

const at = id => document.getElementById(id);
const OWN = "";
const SHOWN = 8; // rows and columns of an array that is looked at
const FIRST_OF_ONES_OWN = { inputs: "x  N D\nw  D", code: "h = np.tanh(x @ w)\nloss = np.mean(h ** 2)", output: "loss" };

let catalogue = {};
let request = 0; // answers to older ones come too late
let written = {}; // backward passes by function, kept while the page is left
try { written = JSON.parse(localStorage.getItem("dscore") || "{}"); } catch { /* storage is switched off */ }

class Problem extends Error {}

async function call(path, body, accept = "application/json") {
  const headers = { Accept: accept + ", application/problem+json" };
  const key = sessionStorage.getItem("key");
  if (key) headers.Authorization = "Bearer " + key;
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Problem("The service does not answer.");
  }
  at("locked").hidden = response.status !== 401;
  if (response.ok) return accept === "application/json" ? response.json() : response.text();
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.detail || problem.title || "The service answers " + response.status + ".");
}

/** Lines such as "y  N  below C" as the inputs of a definition. */
function declared(text) {
  const inputs = {};
  for (const line of text.split("\n").map(line => line.trim()).filter(Boolean)) {
    const [, name, shape, below] = line.match(/^(\S+)\s*(.*?)(?:\s+below\s+(\S+))?$/);
    inputs[name] = below ? { shape, below } : shape;
  }
  return inputs;
}

const lines = inputs => Object.entries(inputs).map(([name, of]) =>
  (of.shape === undefined ? name + "  " + of : name + "  " + of.shape + "  below " + of.below).trimEnd()).join("\n");

const definition = () => ({
  inputs: declared(at("inputs").value), code: at("code").value,
  output: at("output").value.includes(",") ? at("output").value.split(",").map(name => name.trim()) : at("output").value.trim(),
});

/** What stands in the form: the catalogue's name, or a definition where something was changed. */
const chosen = () => at("function").value || definition();

const axes = inputs => [...new Set(Object.values(inputs)
  .flatMap(of => (of.shape === undefined ? of : of.shape).split(/\s+/)).filter(axis => /^[A-Za-z_]/.test(axis)))];

function sizes() {
  const wanted = {};
  for (const field of at("sizes").querySelectorAll("input")) {
    if (field.value && field.dataset.changed) wanted[field.name] = Number(field.value);
  }
  return wanted;
}

const seed = () => Number(at("seed").value) || 0;

async function choose() {
  const name = at("function").value;
  if (name === OWN) {
    at("title").textContent = "A function of your own.";
    if (!at("code").value) {
      at("inputs").value = FIRST_OF_ONES_OWN.inputs;
      at("code").value = FIRST_OF_ONES_OWN.code;
      at("output").value = FIRST_OF_ONES_OWN.output;
    }
  } else {
    const entry = catalogue[name].code ? catalogue[name] : await call("v1/functions/" + encodeURIComponent(name));
    catalogue[name] = entry;
    at("title").textContent = entry.title + (entry.source ? " — " + entry.source : "");
    at("inputs").value = lines(entry.inputs);
    at("code").value = entry.code;
    at("output").value = [entry.output].flat().join(", ");
  }
  for (const field of ["inputs", "code"]) at(field).rows = Math.max(2, at(field).value.split("\n").length);
  at("sizes").replaceChildren();
  at("backward").value = written[name] || "";
  at("report").replaceChildren();
  await refresh();
}

/** Inputs, shapes and derivation of what stands in the form. */
async function refresh() {
  const mine = ++request;
  at("definition-problem").textContent = "";
  try {
    const body = { function: chosen(), sizes: sizes() };
    const drawn = await call("v1/inputs", { ...body, seed: seed() });
    if (mine !== request) return;
    showSizes(drawn);
    showNumbers(drawn.inputs);
    const derivation = await call("v1/derivation", { function: body.function, sizes: drawn.sizes })
      .catch(problem => ({ steps: [], refused: problem.message }));
    if (mine !== request) return;
    showShapes(derivation.steps);
    showSteps(derivation);
  } catch (problem) {
    if (mine !== request) return;
    if (!(problem instanceof Problem)) throw problem;
    at("definition-problem").textContent = problem.message;
  }
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function showSizes(drawn) {
  const wanted = axes(declared(at("inputs").value));
  const fields = Object.fromEntries([...at("sizes").querySelectorAll("input")].map(field => [field.name, field]));
  if (wanted.join() === Object.keys(fields).join()) {
    wanted.forEach(axis => { if (document.activeElement !== fields[axis]) fields[axis].value = drawn.sizes[axis]; });
    return;
  }
  at("sizes").replaceChildren(...wanted.map(axis => {
    const label = element("label", axis + " ");
    const field = element("input");
    Object.assign(field, { type: "number", min: 1, step: 1, name: axis, value: drawn.sizes[axis] });
    field.addEventListener("input", () => { field.dataset.changed = "yes"; later(); });
    label.append(field);
    return label;
  }));
}

const cells = row => {
  const made = element("tr");
  const shown = Array.isArray(row) ? row : [row];
  shown.slice(0, SHOWN).forEach(value => made.append(element("td", Array.isArray(value) ? "…" : String(value))));
  if (shown.length > SHOWN) made.append(element("td", "…"));
  return made;
};

function showNumbers(inputs) {
  at("drawn").replaceChildren(...Object.entries(inputs).flatMap(([name, value]) => {
    const table = element("table");
    const rows = Array.isArray(value) && Array.isArray(value[0]) ? value : [value];
    rows.slice(0, SHOWN).forEach(row => table.append(cells(row)));
    if (rows.length > SHOWN) table.append(cells(["…"]));
    const box = element("div", undefined, "numbers");
    box.append(table);
    return [element("b", name), box];
  }));
}

const shape = axes => "(" + axes.split(" ").filter(Boolean).join(", ") + ")";

function showShapes(steps) {
  const inputs = Object.entries(declared(at("inputs").value)).filter(([, of]) => of.shape === undefined);
  const asked = inputs.map(([name, of]) => "d" + name + " " + shape(of));
  const names = new Set(inputs.map(([name]) => "d" + name));
  const steppingStones = steps.filter(step => !names.has(step.name)).map(step => step.name + " " + shape(step.shape));
  at("shapes").textContent = "Assign " + asked.join(", ") + "."
    + (steppingStones.length ? " On the way, checked too: " + steppingStones.join(", ") + "." : "");
  at("backward").placeholder = [...steps.map(step => step.name), ...names].filter((name, i, all) => all.indexOf(name) === i)
    .map(name => name + " = …").join("\n");
}

function showSteps(derivation) {
  at("steps").replaceChildren(...derivation.steps.map(step => {
    const item = element("li");
    const formula = element("div", undefined, "formula");
    katex.render(step.latex, formula, { displayMode: false, throwOnError: false });
    item.append(formula, element("code", step.numpy), element("div", step.dimensions || shape(step.shape), "note"));
    if (step.why) item.append(element("div", step.why, "note"));
    return item;
  }));
  if (derivation.refused) at("steps").append(element("li", derivation.refused, "problem"));
}

async function check() {
  at("check").setAttribute("aria-busy", "true");
  written[at("function").value] = at("backward").value;
  try { localStorage.setItem("dscore", JSON.stringify(written)); } catch { /* kept for this visit only */ }
  try {
    const body = { function: chosen(), sizes: sizes(), seed: seed(), code: at("backward").value };
    at("report").innerHTML = await call("v1/grade", body, "text/html"); // the service escapes all that was typed
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    at("report").replaceChildren(element("p", problem.message, "problem"));
  } finally {
    at("check").removeAttribute("aria-busy");
  }
  at("report").scrollIntoView({ block: "nearest" });
}

let timer;
function later() {
  clearTimeout(timer);
  timer = setTimeout(refresh, 400);
}

async function start() {
  const entries = await call("v1/functions");
  catalogue = Object.fromEntries(entries.map(entry => [entry.name, entry]));
  at("function").replaceChildren(...entries.map(entry => new Option(entry.name + " · " + entry.title, entry.name)),
    new Option("write one …", OWN));
  at("function").value = "softmax";
  await choose();
}

const withProblems = act => () => act().catch(problem => { at("definition-problem").textContent = problem.message; });

at("function").addEventListener("change", withProblems(choose));
for (const field of ["inputs", "code", "output"]) {
  at(field).addEventListener("input", () => {
    at("function").value = OWN;
    at("title").textContent = "A function of your own.";
    later();
  });
}
at("seed").addEventListener("input", later);
at("draw").addEventListener("click", () => { at("seed").value = seed() + 1; refresh(); });
at("check").addEventListener("click", check);
at("backward").addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); check(); }
});
at("unlock").addEventListener("click", () => { sessionStorage.setItem("key", at("key").value); withProblems(start)(); });
withProblems(start)();
