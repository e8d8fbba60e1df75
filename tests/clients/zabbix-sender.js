// A sender of our own for Zabbix's script engine (Duktape, ES5). It makes the call that Zabbix's media type for such
// gateways makes: an empty multipart POST with everything in the query string, and only 2xx counts. Zabbix wraps this
// text into a function whose argument is `value`.
var given = JSON.parse(value);
var target = given.send_to.split(":");
var query = [
  ["username", given.username],
  ["password", given.password],
  ["text", given.text],
];
if (target.length > 1) query.push(["mode", target[0]]);
query.push(["to", target[target.length - 1]]);
if (given.flash === "true") query.push(["flash", "true"]);
if (given.ring === "true") query.push(["ring", "true"]);
if (given.telauto === "false") query.push(["telauto", "false"]);

var encoded = query.map(function (pair) {
  return pair[0] + "=" + encodeURIComponent(pair[1]);
});
var request = new HttpRequest();
request.addHeader("Content-Type: multipart/form-data");
var answer = request.post(given.endpoint + "?" + encoded.join("&"));
if (request.getStatus() < 200 || request.getStatus() > 299) throw request.getStatus() + " " + answer;
return answer;
