import { freshId, h } from './dom';

export interface Tab {
  title: string;
  /** What is shown while the tab is open. Made anew each time. */
  panel: () => Node;
}

/** Tabs, of which arrow keys choose one. */
export function tabs(label: string, all: readonly Tab[], open: number): HTMLElement {
  const panelId = freshId('panel');
  const panel = h('div', { role: 'tabpanel', id: panelId, class: 'panel' });
  const buttons = all.map(({ title }, index) =>
    h(
      'button',
      { type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': panelId, onclick: () => show(index) },
      title,
    ),
  );
  const show = (index: number) => {
    buttons.forEach((button, other) => {
      button.setAttribute('aria-selected', String(other === index));
      button.tabIndex = other === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[index]?.id ?? '');
    const content = all[index]?.panel();
    panel.replaceChildren(...(content ? [content] : []));
  };
  const keys = (event: KeyboardEvent) => {
    const now = buttons.findIndex((button) => button.matches(':focus'));
    const next = nextOf(event.key, now, buttons.length);
    if (now < 0 || next === undefined) return;
    event.preventDefault();
    show(next);
    buttons[next]?.focus();
  };
  const list = h('div', { role: 'tablist', 'aria-label': label, class: 'tabs', onkeydown: keys }, ...buttons);
  show(open);
  return h('div', { class: 'tabbed' }, list, panel);
}

/** Where an arrow key leads from one of some places in a row, in a circle; nothing for other keys. */
function nextOf(key: string, now: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (now + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (now + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
