/** Whatever leaves no mark on paper: blanks, line breaks, controls, what Unicode lets be ignored, and the empty braille cell. */
const unseen = /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]*$/u;

/** Would somebody who reads this text see anything? */
export const isVisible = (text: string): boolean => !unseen.test(text);
