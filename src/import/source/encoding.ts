/** Advice for users and passwords with characters that are reserved in an address. */
export const encodingAdvice =
  "In the source's user and password % must be written as %25, @ as %40, : as %3A, / as %2F, ? as %3F and # as %23. Or leave the password out of the address and set MYSQL_PWD to it as it is.";
