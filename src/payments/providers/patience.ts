/** Maximum duration of one request to the provider: the upper bound of PAYMENT_TIMEOUT_SECONDS. */
const mostQuestionSeconds = 10;
/** Number of tries of a request that gets no response. */
export const attemptsOfQuestion = 2;
/** Allowance for the pauses between tries and for our own SQL statements. */
const spareSeconds = 10;

/**
 * Number of requests before the request for money: reading the payment's status or opening it, then reading the card.
 * An attempt that takes longer does not request the money.
 */
const questionsBefore = 2;
/** Number of requests from the request for money on: confirming the payment, and looking up its outcome. */
const questionsAfter = 2;

/** Time within which an attempt must request its money; after that it does not. */
export const askWithinSeconds = seconds(questionsBefore);

/** Time after which an attempt's response counts as lost; no request waits longer for it. */
export const answerSeconds = seconds(questionsBefore) + seconds(questionsAfter) + spareSeconds;

function seconds(questions: number): number {
  return questions * mostQuestionSeconds * attemptsOfQuestion;
}
