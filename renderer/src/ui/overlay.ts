export const overlayId = 'overlay';

/**
 * Where menus, lists of choices, tooltips and explanations are put: inside the page's main part, as what it holds.
 * (Dialogs stand beside it; they are parts of the page of their own.)
 */
export const overlay = `#${overlayId}`;
