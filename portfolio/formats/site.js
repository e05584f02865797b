/* Search and filters of a site: whatever they do not reach is in the pages themselves. */
"use strict";
var portfolioSite = (function () {
  var SHOWN = 50;
  var finder, about, rows = [], waiting = 0, loading = false, shown = SHOWN, form, status, found, beside;

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u200e\u200f]/g, "").toLowerCase();
  }

  function make(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) {
      made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return made;
  }

  function load(file) {
    document.head.appendChild(make("script", { src: finder.getAttribute("data-from") + "/" + file + ".js" }));
  }

  /* What is asked for stands in the address, so that it can be kept and sent. */
  function asked() {
    var search = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
    var values = {};
    search.forEach(function (value, key) { values[key] = value; });
    return values;
  }

  function keep() {
    var search = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (each) {
      if (each.name && each.value) { search.set(each.name, each.value); }
    });
    try { history.replaceState(null, "", "#" + search); } catch (error) { location.hash = String(search); }
  }

  function build() {
    var given = asked(), words = about.words;
    var text = make("input", { type: "search", id: "find-q", name: "q", autocomplete: "off" });
    text.value = given.q || "";
    var fields = [make("p", { "class": "words" }, [make("label", { "for": "find-q" }, [words.search]), text])];
    about.facets.forEach(function (facet) {
      if (!facet.values.length) { return; }
      var id = "find-" + facet.key;
      var options = [make("option", { value: "" }, [words.any])];
      facet.values.forEach(function (value, place) { options.push(make("option", { value: String(place) }, [value])); });
      var select = make("select", { id: id, name: facet.key }, options);
      select.value = given[facet.key] || "";
      fields.push(make("p", {}, [make("label", { "for": id }, [facet.label]), select]));
    });
    fields.push(make("p", { "class": "clear" }, [make("button", { type: "reset" }, [words.clear])]));
    form = make("form", { "class": "finder", "aria-label": words.heading }, fields);
    status = make("p", { role: "status", "class": "lead" });
    beside = make("div", {});
    found = make("div", {});
    [form, status, beside, found].forEach(function (each) { finder.appendChild(each); });
    form.addEventListener("input", again);
    form.addEventListener("submit", function (event) { event.preventDefault(); again(); });
    form.addEventListener("reset", function () { setTimeout(again, 0); });
    finder.hidden = false;
    if (Object.keys(given).length) { again(); }
  }

  function again() { shown = SHOWN; keep(); show(); }

  function wanted() {
    var tests = [];
    var words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    if (words.length) {
      tests.push(function (row) {
        return words.every(function (word) { return row.text.indexOf(word) >= 0; });
      });
    }
    about.facets.forEach(function (facet, place) {
      var select = form.elements[facet.key];
      if (select && select.value) {
        var number = Number(select.value);
        tests.push(function (row) { return row.facets[place].indexOf(number) >= 0; });
      }
    });
    return { words: words, tests: tests };
  }

  function show() {
    var ask = wanted(), rest = document.querySelectorAll("main > section");
    Array.prototype.forEach.call(rest, function (each) { each.hidden = ask.tests.length > 0; });
    [status, beside, found].forEach(function (each) { each.textContent = ""; });
    if (!ask.tests.length) { return; }
    if (waiting < about.files) {
      status.textContent = "…";
      if (!loading) { loading = true; load("0"); }
      return;
    }
    var fits = rows.filter(function (row) { return ask.tests.every(function (test) { return test(row); }); });
    status.textContent = fits.length ? about.words.found.replace("%", fits.length.toLocaleString(document.documentElement.lang)) : about.words.none;
    showPages(ask.words);
    if (fits.length) { showTable(fits); }
  }

  function showPages(words) {
    var pages = words.length ? about.pages.filter(function (page) {
      var text = fold(page[0] + " " + page[3]);
      return words.every(function (word) { return text.indexOf(word) >= 0; });
    }).slice(0, 12) : [];
    if (!pages.length) { return; }
    beside.appendChild(make("h2", {}, [about.words.beside]));
    beside.appendChild(make("ul", { "class": "pages" }, pages.map(function (page) {
      var name = make("a", { href: page[2] }, [make("bdi", {}, [page[0]])]);
      return make("li", {}, [name, " ", make("span", { "class": "kind" }, [page[1]])]);
    })));
  }

  function cell(text, column, place, row) {
    var look = { money: "figure", count: "figure", code: "code", date: "word", status: "word" }[column[1]] || "text";
    var lines = [];
    text.split("\n").forEach(function (line, number) {
      if (number) { lines.push(make("br")); }
      lines.push(make("bdi", {}, [line]));
    });
    if (place === 1) { lines = [make("a", { href: row.address }, lines)]; }
    return make(place ? "td" : "th", place ? { "class": look } : { "class": look, scope: "row" }, lines);
  }

  function showTable(fits) {
    var head = about.columns.map(function (column) {
      return make("th", { scope: "col", "class": column[1] === "money" ? "figure" : "text" }, [column[0]]);
    });
    var body = fits.slice(0, shown).map(function (row) {
      return make("tr", {}, about.columns.map(function (column, place) { return cell(row.cells[place], column, place, row); }));
    });
    var table = make("table", { "class": "many" }, [make("thead", {}, [make("tr", {}, head)]), make("tbody", {}, body)]);
    found.appendChild(make("div", { "class": "scroll", role: "group", "aria-label": about.words.table, tabindex: "0" }, [table]));
    if (fits.length > shown) {
      var more = make("button", { type: "button" }, [about.words.more]);
      more.addEventListener("click", function () {
        var next = shown;
        shown += SHOWN;
        show();
        var link = found.querySelectorAll("tbody tr")[next];
        if (link) { link.querySelector("a").focus(); }
      });
      found.appendChild(make("p", {}, [more]));
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("form[role=search]"), function (each) { each.hidden = false; });
    finder = document.getElementById("finder");
    if (finder) {
      load("index");
      addEventListener("hashchange", function () { finder.textContent = ""; build(); });
    }
  });

  return {
    about: function (told) { about = told; build(); },
    rows: function (place, more) {
      more.forEach(function (row) {
        rows.push({ address: row[0], cells: row[1], facets: row[2], text: fold(row[1].join(" ")) });
      });
      waiting = place + 1;
      if (waiting < about.files) { load(String(waiting)); } else { show(); }
    }
  };
})();
