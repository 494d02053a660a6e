// Before anything is drawn: the page says that scripts run, so that nothing moves when the others arrive.
document.documentElement.classList.add("scripted");
