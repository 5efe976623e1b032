/** Where anybody can have an address, so that it says nothing of where they belong; and endings that many share. */
const PUBLIC_DOMAINS = new Set(
  `gmail.com googlemail.com outlook.com outlook.es outlook.fr outlook.de hotmail.com hotmail.es hotmail.co.uk hotmail.fr hotmail.it
  live.com live.co.uk live.com.mx live.com.ar msn.com yahoo.com yahoo.es yahoo.co.uk yahoo.com.mx yahoo.com.ar yahoo.com.br yahoo.fr yahoo.de
  ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.io gmx.com gmx.net gmx.de
  gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org orange.fr free.fr laposte.net wanadoo.fr wanadoo.es sfr.fr libero.it
  tiscali.it virgilio.it mail.com mail.ru yandex.ru yandex.com zoho.com fastmail.com hey.com hushmail.com riseup.net qq.com 163.com 126.com
  naver.com hanmail.net rediffmail.com uol.com.br bol.com.br terra.com.br terra.es telefonica.net comcast.net verizon.net att.net
  sbcglobal.net bellsouth.net cox.net charter.net shaw.ca rogers.com sympatico.ca bigpond.com btinternet.com virginmedia.com sky.com
  talktalk.net prodigy.net.mx
  co.uk org.uk ac.uk gov.uk com.au org.au net.au com.br org.br com.mx org.mx gob.mx com.ar org.ar gob.ar com.co org.co com.pe org.pe
  com.ve com.uy org.uy com.ec com.bo com.py com.cr com.gt com.do com.es org.es nom.es co.nz org.nz co.za org.za co.in org.in co.jp or.jp
  co.kr com.cn org.cn com.tr org.tr com.pl org.pl`.split(/\s+/),
);

/** Whether a mail domain is open to everybody, and so nobody's. */
export function isPublicDomain(domain: string): boolean {
  return PUBLIC_DOMAINS.has(domain);
}
