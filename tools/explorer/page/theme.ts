import { byId } from './dom';

const KEY = 'explorer-theme';

/** Light, dark, or as the system has it; remembered where the browser lets a page remember. */
export function startTheme(): void {
  const select = byId('theme', HTMLSelectElement);
  const show = (theme: string) => {
    document.documentElement.dataset.theme = theme;
  };
  const before = remembered();
  select.value = before;
  show(before);
  select.addEventListener('change', () => {
    show(select.value);
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // A browser that forbids it forgets the choice, and nothing else.
    }
  });
}

function remembered(): string {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}
