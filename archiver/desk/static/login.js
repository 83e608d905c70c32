import { ask, part } from "/static/desk.js";

part("login")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = { name: part("name").value, password: part("password").value };
  try {
    await ask("/login", { method: "POST", body });
    location.assign("/");
  } catch { part("password").select(); }
});
