export const overlayId = 'overlay';

/**
 * Where menus, lists of choices, tooltips and explanations are put: inside the page's main part, as what it holds.
 * (Dialogs stand beside it; they are parts of the page of their own.)
 */
export const overlay = `#${overlayId}`;

/**
 * How they are positioned there: by the window. The main part scrolls, and would cut off what reaches over its edge, as a list of choices in
 * a dialog does.
 */
export const overlayPosition = 'fixed';
