/** A calendar day as its reader writes it; one without an hour has no time zone. */
export function dayText(day: Date, language = 'en'): string {
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
}
