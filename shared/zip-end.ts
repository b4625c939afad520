/** Last bytes of a zip archive that are looked at to say what is in it: enough of its directory. */
export const zipEndBytes = 256 * 1024;
