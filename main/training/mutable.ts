/** What goes into a message is plain JSON; readonly marks mean nothing there. */
type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
export const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;
