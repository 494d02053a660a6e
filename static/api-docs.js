// The description of the API in the theme of the site: Swagger UI keeps its dark colours behind a class of its own.
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

function followTheme() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.classList.toggle("dark-mode", theme === "dark" || (theme === "system" && prefersDark.matches));
}

prefersDark.addEventListener("change", followTheme);
followTheme();
