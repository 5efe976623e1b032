// Those at Riverbend Co-op who read along and answer surveys: nobody acts as them, and no story tells of them.
import type { Organisation } from './riverbend.ts';

type QuietPerson = { id: string; handle: string; name: string; organisation: Organisation; locale?: string };

const NAMES: Record<Organisation, string> = {
  maple: 'Ada Boateng, Felix Moreau, Grace Okafor, Hugo Lind, Irma Vogel, Kemal Aydin, Leona Marsh, Mateo Rossi, Nadia Petrov',
  northside: 'Olu Adeyemi, Paula Simmons, Quinn Harper, Rafael Núñez, Sofia Conti, Uma Krishnan',
  harbor: 'Viktor Hale, Wanda Brooks, Xiomara Reyes, Yusuf Demir, Zoe Carter, Andre Baptista, Bianca Stone, Carl Jensen',
  loom: 'Delia Frost, Emil Novik, Fatima Zahra, Gustav Holm',
  sunrise: 'Hana Kim, Ivan Costa, Judith Klein, Karim Said, Lena Fischer',
  valley: 'Marcus Bell, Nina Torres, Oscar Wright, Priya Nair, Rosalind Shaw, Stefan Meyer',
};
const SPANISH = ['Rafael Núñez', 'Xiomara Reyes', 'Nina Torres'];

export const QUIET_PEOPLE: QuietPerson[] = Object.entries(NAMES)
  .flatMap(([organisation, names]) => names.split(', ').map((name) => ({ name, organisation: organisation as Organisation })))
  .map((person, index) => ({
    ...person,
    id: `U0QUIET${String(index + 1).padStart(2, '0')}`,
    handle: (person.name.split(' ')[0] ?? '').toLowerCase(),
    ...(SPANISH.includes(person.name) ? { locale: 'es-MX' } : {}),
  }));
