// Exchanges the link of a screen for its cookie. By fetch, because old browsers of televisions send no Origin with a form.
(function () {
  "use strict";
  var form = document.getElementById("kiosk");
  var token = window.location.hash.slice(1);
  if (!form || !token) return;
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.token.value = token;
  window
    .fetch(form.action, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "token=" + encodeURIComponent(token),
    })
    .then(function (answer) {
      if (answer.ok) window.location.replace(form.dataset.board);
      else form.submit();
    })
    .catch(function () {
      form.submit();
    });
})();
