// What the scripts of a page say, in the language of its controls.
var duizhaoTexts = {{words}};
function duizhaoSay(id, values) {
  var text = duizhaoTexts[id];
  if (typeof text !== "string") { text = values[text.by] === 1 ? text.one : text.other; }
  return text.replace(/\{([a-z]+)\}/g, function (whole, name) { return values[name]; });
}
