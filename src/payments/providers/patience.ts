/** How long one question to the provider may take at most: PAYMENT_TIMEOUT_SECONDS admits no more. */
const mostQuestionSeconds = 10;
/** How often a question without an answer is asked. */
export const triesOfQuestion = 2;
/** Between the tries, and for our own statements. */
const spareSeconds = 10;

/**
 * Questions before the money is asked for: how the payment stands, opening one, reading the card. Whoever has not come
 * to asking for the money by then does not ask for it.
 */
const questionsBefore = 2;
/** From asking for the money on: confirming, and finding what it came to. */
const questionsAfter = 2;

/** An attempt asks for its money within this, or not at all. */
export const askWithinSeconds = seconds(questionsBefore);

/** An attempt's answer has come within this; after that nobody waits for it any more. */
export const answerSeconds = seconds(questionsBefore) + seconds(questionsAfter) + spareSeconds;

function seconds(questions: number): number {
  return questions * mostQuestionSeconds * triesOfQuestion;
}
