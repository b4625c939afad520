type Page = 'shortcuts' | 'glossary';

/** Which page of the help is open. */
class Help {
  page = $state<Page | null>(null);

  show(page: Page): void {
    this.page = page;
  }

  /** @returns the state of a page's dialog, to be bound */
  isOpen = (page: Page): boolean => this.page === page;

  set(page: Page, open: boolean): void {
    if (open) this.page = page;
    else if (this.page === page) this.page = null;
  }
}

export const help = new Help();
